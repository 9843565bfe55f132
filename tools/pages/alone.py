"Run the cells that a page shows, top to bottom, in an empty folder, with nothing but the package installed."
import contextlib, io, json, linecache, subprocess, sys, tempfile, time, types
from pathlib import Path

LEFT_OUT = '#| slow', '#| cuda', '#| notest', '#| eval: false'
LIMIT = 900 # seconds for one page

def cells_of(page):
    "The code of the visible cells of a page, without those that the tests leave out too."
    from . import DOCS, NBS, body, text
    from .prepare import slug
    from .problems import code_on
    nb = next(f for f in NBS.glob('*.ipynb') if slug(f.name) == page)
    sources = [text(c['source']) for c in json.loads(nb.read_text(encoding='utf-8'))['cells']]
    skipped = {''.join(body(s).split()) for s in sources if any(line.startswith(LEFT_OUT) for line in s.splitlines())}
    return [c for c in code_on(DOCS/f'{page}.html') if ''.join(c.split()) not in skipped]

def _run_cell(code, name, space):
    "The error of a cell in one line, or None. Its source is registered, so that `inspect` finds it."
    linecache.cache[name] = len(code),None,code.splitlines(True),name
    try: exec(compile(code, name, 'exec'), space)
    except BaseException as e: return f'{type(e).__name__}: {" ".join(str(e).split())[:100]}'

def run_cells(cells):
    "Run `cells` in one namespace, on after an error; the errors by number."
    import matplotlib
    matplotlib.use('Agg')
    main = sys.modules['__main__'] = types.ModuleType('__main__') # so that what a cell defines can be pickled
    with contextlib.redirect_stdout(io.StringIO()):
        found = {i: _run_cell(code, f'<cell {i}>', main.__dict__) for i,code in enumerate(cells)}
    return {i: e for i,e in found.items() if e}

def run_page(page):
    "Run one page in a process and a folder of its own; number of cells, errors by number, seconds."
    cells,start = cells_of(page),time.time()
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)/'empty'
        folder.mkdir()
        Path(d, 'cells.json').write_text(json.dumps(cells), encoding='utf-8')
        command = [sys.executable, '-P', __file__, str(Path(d, 'cells.json'))]
        try: r = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LIMIT)
        except subprocess.TimeoutExpired: return len(cells), {'all': f'more than {LIMIT} s'}, LIMIT
    answer = r.stdout.strip().splitlines()
    errors = json.loads(answer[-1]) if r.returncode == 0 else {'all': r.stderr[-300:]}
    return len(cells), errors, round(time.time() - start)

def run_alone(names):
    "Run the pages named, or all; the exit message, or None: pages that are listed as done must run."
    from . import DOCS, DONE, NBS
    from .prepare import slug
    pages,failed = names or [slug(f.name) for f in sorted(NBS.glob('*.ipynb'))],[]
    for page in [o.removesuffix('.html') for o in pages]:
        if not (DOCS/f'{page}.html').exists(): return f'{page}.html is not in _docs: run python tools/site.py first'
        n,errors,seconds = run_page(page)
        print(f'{page}: {n - len(errors)} of {n} cells run alone, {seconds} s', flush=True)
        for i,e in errors.items(): print(f'  {page}.html visible cell {i}: {e}', flush=True)
        if errors and (page in DONE or names): failed.append(page)
    return f'{", ".join(failed)}: visible cells do not run alone' if failed else None

if __name__ == '__main__':
    found = run_cells(json.loads(Path(sys.argv[1]).read_text(encoding='utf-8')))
    print('\n' + json.dumps(found))
