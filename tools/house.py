"Check how the package is built: lines, functions, rooms, what the light rooms load. One sentence per finding; exits 1 if there are any."
import argparse, ast, json, os, re, subprocess, sys
from pathlib import Path

from finished import FINISHED

ROOT = Path(__file__).resolve().parent.parent
WIDTH,P90,BODY,REPEAT = 120,95,25,6  # columns of a line and their p90, lines of a function's body, equal lines
CELL_LINES,CELL_WIDTH = 8,88         # a cell that readers see
DEFINITION = 12                      # lines of such a cell that is one function or class

# The map of the package, from the ground up: a room imports from the floors below its own, and from nowhere else.
FLOORS = ['files', 'figures scenes counts', 'data', 'check datablock metrics calibrate', 'losses', 'learner',
    'thresholds regression', 'export report', 'run all', 'cli']
# Rooms that load fast, and the rooms that they import inside a function, when it needs them. Everybody else imports on top.
LAZY = dict(metrics='data', counts='data', thresholds='data losses', report='regression',
    cli='files scenes data check metrics thresholds export report run')
NUMERIC = 'metrics counts calibrate thresholds'.split()      # over NumPy: any framework, any browser
MAY = 'files figures data'.split() + NUMERIC                 # all that they import on top
LIGHT = 'metrics thresholds', 'cli'                          # imported together, in a new Python
HEAVY = 'torch', 'fastai', 'matplotlib'                      # what none of them loads

DONE = [*FINISHED] # a cell that is too large is a finding there; in the others it is counted

FLOOR = {room: i for i,rooms in enumerate(FLOORS) for room in rooms.split()}

def rooms_of(package):
    "The modules of the folder `package`, name to text."
    return {f.stem: f.read_text(encoding='utf-8') for f in sorted(package.glob('*.py')) if not f.stem.startswith('_')}

def _is_made(node):
    "Whether nbdev writes the statement: the docstring of the module, and `__all__`."
    if isinstance(node, ast.Expr): return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', None) == '__all__'

def code_lines(text):
    "The lines of code in `text` with their numbers: no blank lines, no comments, not what nbdev writes on top."
    made = {i for n in ast.parse(text).body if _is_made(n) for i in range(n.lineno, n.end_lineno+1)}
    return [(i,l) for i,l in enumerate(text.splitlines(), 1) if i not in made and l.strip() and not l.lstrip().startswith('#')]

def p90(sizes): return sorted(sizes)[int(.9 * (len(sizes)-1))] if sizes else 0

def long_lines(rooms):
    "Lines that are too long, and the length of nine lines in ten."
    sizes = []
    for room,text in rooms.items():
        for i,l in code_lines(text):
            sizes.append(len(l))
            if len(l) > WIDTH: yield f'{room}.py:{i} has {len(l)} columns: at most {WIDTH}.'
    print(f'   {len(sizes)} lines of code: p90 {p90(sizes)} columns, the longest {max(sizes, default=0)}')
    if p90(sizes) >= P90: yield f'The p90 of the lines of code is {p90(sizes)} columns: it has to be under {P90}.'

def body_lines(f):
    "The lines of the body of the function `f`, without its docstring and its signature."
    body = f.body[1:] if ast.get_docstring(f) else f.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0

def long_functions(rooms):
    "Functions that are too long."
    sizes = []
    for room,text in rooms.items():
        for f in ast.walk(ast.parse(text)):
            if not isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef)): continue
            sizes.append(body_lines(f))
            if sizes[-1] > BODY: yield f'{room}.{f.name} has a body of {sizes[-1]} lines: at most {BODY}.'
    print(f'   {len(sizes)} functions: p90 {p90(sizes)} lines, the longest {max(sizes, default=0)}')

def room_imports(node, package):
    "What an import statement takes from the package: pairs of a room, and a name in it or None."
    if isinstance(node, ast.Import): names = [a.name.split('.') for a in node.names]
    elif not isinstance(node, ast.ImportFrom): return []
    else:
        base = ([package] if node.level else []) + (node.module.split('.') if node.module else [])
        names = [base + [a.name] for a in node.names]
    names = [n[1:] for n in names if n[0] == package and len(n) > 1]
    return [(n[0], n[1] if len(n) > 1 else None) for n in names if not n[0].startswith('__')]

def imports(text, package):
    "Every import of a room in `text`: its line, whether it stands inside a function, the room, and a name in it or None."
    tree = ast.parse(text)
    funcs = [f for f in ast.walk(tree) if isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))]
    inner = {id(n) for f in funcs for n in ast.walk(f)}
    return [(n.lineno, id(n) in inner, room, name) for n in ast.walk(tree) for room,name in room_imports(n, package)]

def wrong_import(room, other, inside):
    "Why `room` may not import `other`, or None."
    if other not in FLOOR: return f'imports {other}, which has no floor: write it into FLOORS.'
    if FLOOR[other] >= FLOOR[room]: return f'imports {other}, which is not on a lower floor.'
    lazy = LAZY.get(room, '').split()
    if inside and other not in lazy: return f'imports {other} inside a function: import it on top.'
    if not inside and room in NUMERIC and other not in MAY: return f'imports {other} on top: only {", ".join(MAY)} are light enough.'

def private_uses(text, package):
    "Names of another room that begin with an underscore, and are used in `text` through its module: lines and names."
    tree = ast.parse(text)
    rooms = {a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names
        if not n.module and n.level or n.module == package}
    for n in ast.walk(tree):
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id in rooms and re.match('_[^_]', n.attr):
            yield n.lineno, f'{n.value.id}.{n.attr}'

def wrong_imports(rooms, package='multilabel_nb'):
    "Imports from a higher floor, of a private name, or inside a function without need."
    arrows,inner = set(),0
    for room,text in rooms.items():
        if room not in FLOOR:
            yield f'{room}.py has no floor: write it into FLOORS.'
            continue
        for line,inside,other,name in imports(text, package):
            inner += inside
            arrows.add((room, other))
            if why := wrong_import(room, other, inside): yield f'{room}.py:{line} {why}'
            if name and re.match('_[^_]', name): yield f'{room}.py:{line} imports {other}.{name}, which is private: make it public, or move it.'
        for line,name in private_uses(text, package): yield f'{room}.py:{line} uses {name}, which is private.'
    print(f'   {len(rooms)} rooms, {len(arrows)} arrows between them, {inner} imports of a room inside functions')

def repeats(rooms):
    "Runs of equal lines in two places; imports do not count."
    seen,last = {},{}
    for room,text in rooms.items():
        lines = [(i,l.strip()) for i,l in code_lines(text) if not re.match(r'\s*(from|import) ', l)]
        for k in range(len(lines)-REPEAT+1):
            run = tuple(l for _,l in lines[k:k+REPEAT])
            first = seen.setdefault(run, (room, lines[k][0], k))
            if first == (room, lines[k][0], k): continue
            if last.get(room) != (first[0], first[2]-1, k-1):
                yield f'{room}.py:{lines[k][0]} has {REPEAT} lines that stand in {first[0]}.py:{first[1]} as well.'
            last[room] = first[0], first[2], k

SEEN_LOADED = '''
import contextlib, importlib, io, json, sys, time
start = time.perf_counter()
for name in sys.argv[2:]: importlib.import_module(f'{sys.argv[1]}.{name}')
if 'cli' in sys.argv[2:]:
    with contextlib.redirect_stdout(io.StringIO()): sys.modules[sys.argv[1] + '.cli'].app(['--help'], standalone_mode=False)
print(json.dumps([time.perf_counter() - start, [m for m in %r if m in sys.modules]]))
''' % (HEAVY,)

def heavy_imports(package):
    "What the light rooms load that they should not, in a new Python; prints how long it takes."
    for names in LIGHT:
        run = subprocess.run([sys.executable, '-c', SEEN_LOADED, package.name, *names.split()], cwd=package.parent, text=True,
            capture_output=True, env={**os.environ, 'PYTHONPATH':str(package.parent)})
        if run.returncode:
            yield f'{names} cannot be imported: {run.stderr.strip().splitlines()[-1]}'
            continue
        seconds,loaded = json.loads(run.stdout.splitlines()[-1])
        print(f'   {names}: {seconds:.2f} s')
        if loaded: yield f'Importing {names} loads {", ".join(loaded)}.'

def seen_cells(nb):
    "The lines of each code cell of the notebook file `nb` that readers see in full: not hidden, not exported."
    for i,cell in enumerate(json.loads(nb.read_text(encoding='utf-8'))['cells']):
        if cell['cell_type'] != 'code': continue
        text = ''.join(cell['source']).splitlines()
        marks = [re.sub(r'^\s*#\s*\|\s*', '', l).strip() for l in text if re.match(r'\s*#\s*\|', l)]
        if any(re.match(r'(hide(_input)?|exec_doc|default_exp|export\w*)\b|(echo|include):\s*false', m) for m in marks): continue
        if not any(re.match(r'code-fold:\s*true', m) for m in marks): # folded, a cell may be long
            yield i, [l for l in text if l.strip() and not re.match(r'\s*#\s*\|', l)]

def most_lines(lines):
    "How many lines a cell may have: a definition cannot be cut as a demonstration can."
    is_definition = re.match(r'(def|class) ', lines[0]) and all(l.startswith(' ') for l in lines[1:]) if lines else False
    return DEFINITION if is_definition else CELL_LINES

def large_cells(nbs, strict=False):
    "Cells that are too large: findings in the chapters that are done, a count in the others."
    for nb in sorted(nbs.glob('*.ipynb')):
        found = [f'{nb.name} cell {i} has {len(ls)} lines of up to {max(map(len, ls))} columns: at most {CELL_LINES} of {CELL_WIDTH}.'
            for i,ls in seen_cells(nb) if len(ls) > most_lines(ls) or max(map(len, ls), default=0) > CELL_WIDTH]
        if strict or nb.stem in DONE: yield from found
        elif found: print(f'   {nb.name}: {len(found)} cells over {CELL_LINES} lines of {CELL_WIDTH} columns')
    for name in DONE:
        if not (nbs/f'{name}.ipynb').is_file(): yield f'There is no notebook {name}: correct tools/finished.py.'

def findings(package, nbs, strict=False):
    "All findings in the folder `package` and in the notebooks of the folder `nbs`."
    rooms = rooms_of(package)
    return [*long_lines(rooms), *long_functions(rooms), *wrong_imports(rooms, package.name), *repeats(rooms),
        *heavy_imports(package), *large_cells(nbs, strict)]

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--strict', action='store_true', help='a large cell is a finding in every notebook')
    found = findings(ROOT/'multilabel_nb', ROOT/'nbs', p.parse_args().strict)
    print('\n'.join(found))
    sys.exit(bool(found))
