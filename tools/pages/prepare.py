"Change the processed notebooks before a renderer sees them: numbers, code in sight, entries of names, links, figures."
import itertools, json, os, re, string, subprocess
from functools import cache

import yaml
from nbdev.config import get_config

from . import NBS, ROOT, body, directives, text
from .figures import themed
from .names import defined, names, resolve, signature, source_link, table

OPEN_LINES = 14 # public exported cells up to this length are open, longer ones folded
CODE_LINK = re.compile(r'\[`([^`]+)`\]\(([^)\s]+)\)')
FIGURE_LINK = re.compile(r'\[(?:[Ff]igure(?: [\w.]+)?)?\]\(([\w-]*?(?:\.ipynb)?)#(fig-[\w-]+)\)')
CHAPTER_LINK = re.compile(r'\[([Cc]hapter|[Aa]ppendix)(?: \w+)?\]\(([\w-]+\.ipynb)((?:#[^)]*)?)\)')

def slug(file):
    "The name of the page of a notebook: its file's without the number."
    return re.sub(r'^\d+[a-zA-Z0-9]*_', '', file.removesuffix('.ipynb').lower())

def numbers(conf):
    "The number of each notebook in the sidebar's order; an appendix has a letter."
    digits,letters,found = map(str, itertools.count(1)),iter(string.ascii_uppercase),{}
    for part in conf['website']['sidebar']['contents']:
        if not isinstance(part, dict) or part['section'] == 'Reference': continue
        kind = letters if part['section'].startswith('Appendix') else digits
        found |= {name: next(kind) for name in part['contents']}
    return found

def last_change(file):
    "The day of the last commit that changed a file of nbs/, or None outside of a repository."
    command = ['git', 'log', '-1', '--format=%cs %ct', '--', str(NBS/file)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return run.stdout.split() if run.returncode == 0 and run.stdout.strip() else None

def _front(cell, number, day):
    "Put the number of the chapter and the day of its last change into the front matter."
    front = yaml.safe_load(cell['source'].strip('-\n'))
    if number: front['title'] = f"{number}. {front['title']}"
    if day: front['date-modified'] = day
    cell['source'] = f'---\n{yaml.dump(front, allow_unicode=True, width=1000)}---\n'

def _shown(code, found):
    "An exported cell in sight: open if it is short and public, else folded under its names; and whether it is open."
    lines = code.count('\n') + 1
    private = found and all(o.startswith('_') for o in found)
    if lines <= OPEN_LINES and found and not private: return code, True
    label = ', '.join(found) or 'imports'
    return f'#| code-fold: true\n#| code-summary: "{label} ({lines} lines)"\n{code}', False

def entry(name, opened, git_url, branch):
    "What stands above the code of a public name: its heading and parameters, and its signature if the code is folded."
    parts = [f'### {name.name} {{#{name.anchor}}}', source_link(name, git_url, branch)]
    if not opened: parts += [f'```python\n{signature(name)}\n```', linked(name.doc, name.module)]
    rows = table(name)
    if rows and opened: rows = f'<details class="parameters"><summary>Parameters</summary>\n\n{rows}\n\n</details>'
    return '\n\n'.join(o for o in [*parts, rows] if o)

def _markdown(source): return dict(cell_type='markdown', metadata={}, source=source)

def _called(cell):
    "The name in `show_doc(name)`, or None."
    m = re.search(r'^show_doc\(([\w.]+)', text(cell['source']), re.M) if cell['cell_type'] == 'code' else None
    return m and m[1]

def in_sight(cells, module):
    "Put each exported cell after the entries of its names, open or folded."
    config,out,told = get_config(),[],set()
    links = config.git_url,config.branch
    near = [_called(c) for c in cells]
    for i,cell in enumerate(cells):
        code = '#| code-summary: "Exported source"' in text(cell['source']) and body(text(cell['source']))
        if not code:
            out.append(cell)
            continue
        here = defined(code)
        found = [o for o in near[max(0, i-9):i+10] if o and o.split('.')[-1] in here]
        cell['source'],opened = _shown(code, here)
        mine = [o for o in names().values() if o.module == module and o.name in found]
        out += [_markdown(entry(o, opened, *links)) for o in mine] + [cell]
        told |= {o.name for o in mine}
    return [_alone(c, module, links) for c in out if _called(c) not in told]

def _alone(cell, module, links):
    "The entry of a name in place of a `show_doc` whose code is elsewhere; other cells as they are."
    name = _called(cell) and resolve(_called(cell), module)
    return _markdown(entry(name, False, *links)) if name else cell

def linked(doc, module):
    "A docstring with links on the names in it."
    def link(m):
        name = resolve(m[1], module)
        return f'[`{m[1]}`]({place(name)})' if name and name.public else m[0]
    return re.sub(r'`([\w.()]+)`', link, doc)

def place(name):
    "Where a name is documented: its chapter if it has an entry there, else the page of names."
    file = _notebook(name.module, name.node.lineno)
    top = '.' not in name.name
    return f'{file}#{name.anchor}' if file and top else f'api.qmd#{name.module}.{name.anchor}'

@cache
def _chapters():
    "The notebook of each module of the package, read from its first line."
    found = {}
    for f in (ROOT/'multilabel_nb').glob('*.py'):
        m = re.search(r'File to edit: \.\./nbs/(\S+\.ipynb)', f.read_text(encoding='utf-8'))
        if m: found[f.stem] = m[1]
    return found

@cache
def _cells(module):
    "Where each exported cell of a module begins: pairs of line and notebook."
    lines = (ROOT/'multilabel_nb'/f'{module}.py').read_text(encoding='utf-8').splitlines()
    found = [(i, re.match(r'# %% \.\./nbs/(\S+\.ipynb)', line)) for i,line in enumerate(lines, 1)]
    return [(i, m[1]) for i,m in found if m]

def _notebook(module, line):
    "The notebook that a line of a module comes from: chapters may share a module."
    return next((file for start,file in reversed(_cells(module)) if start <= line), None)

def relink(source, module, base, written):
    "Links on code that lead to the object which the code names; nothing where the package has no such object."
    def fix(m):
        name,url = m[1],m[2]
        ours = url.startswith(base) or re.match(r'[\w-]+\.ipynb', url)
        if not ours or m[0] in written or not re.fullmatch(r'[\w.]+(\(\))?', name): return m[0]
        target = resolve(name, module)
        return f'[`{name}`]({place(target)})' if target and target.public else f'`{name}`'
    return CODE_LINK.sub(fix, source)

def localise(source, base, files):
    "Links to the published site as links between the pages."
    return re.sub(re.escape(base) + r'(\w+)\.html', lambda m: files.get(m[1], m[0]), source.replace('__main__.', ''))

def _captions(nb, number):
    "Write the number of each figure before its caption; label to number."
    count,labels = itertools.count(1),{}
    for cell in nb['cells']:
        marks = directives(text(cell['source'])) if cell['cell_type'] == 'code' else {}
        if 'fig-cap' not in marks or 'fig-cap: [' in cell['source']: continue
        figure = f'{number}.{next(count)}' if number else f'{next(count)}'
        if 'label' in marks: labels[marks['label']] = figure
        caption = json.dumps(f'Figure {figure}. {marks["fig-cap"]}', ensure_ascii=False)
        cell['source'] = re.sub(r'^#\| *fig-cap:.*$', lambda _: f'#| fig-cap: {caption}', cell['source'], flags=re.M)
    return labels

def references(source, file, labels, numbered):
    "Numbers in links to figures and chapters."
    def figure(m):
        number = labels.get((m[1] or file, m[2]))
        return f'[Figure {number}]({m[1]}#{m[2]})' if number else m[0]
    def chapter(m):
        number = numbered.get(m[2])
        kind = m[1] if not number or number.isdigit() else 'appendix' if m[1][0].islower() else 'Appendix'
        return f'[{kind} {number}]({m[2]}{m[3]})' if number else m[0]
    return CHAPTER_LINK.sub(chapter, FIGURE_LINK.sub(figure, source))

def _outputs(cell, n):
    "Figures that take the colours of the page, and no private names in links."
    for i,out in enumerate(cell.get('outputs', [])):
        data = out.get('data', {})
        if 'image/svg+xml' in data: data['image/svg+xml'] = themed(text(data['image/svg+xml']), f'f{n}-{i}-')

def _read(f):
    nb = json.loads(f.read_text(encoding='utf-8'))
    for cell in nb['cells']: cell['source'] = text(cell['source'])
    return nb

def _module(file): return next((k for k,v in _chapters().items() if v == file), None)

def prepare(proc):
    "Change the processed notebooks in `proc`, in place."
    base,conf = get_config().doc_url.rstrip('/') + '/', yaml.safe_load((proc/'_quarto.yml').read_text(encoding='utf-8'))
    files = {f: _read(f) for f in sorted(proc.glob('*.ipynb'))}
    numbered,slugs = numbers(conf),{slug(f.name): f.name for f in files}
    labels = {(f.name, k): v for f,nb in files.items() for k,v in _captions(nb, numbered.get(f.name)).items()}
    for f,nb in files.items():
        module,written = _module(f.name),(NBS/f.name).read_text(encoding='utf-8')
        nb['cells'] = in_sight(nb['cells'], module)
        for n,cell in enumerate(nb['cells']):
            _outputs(cell, n)
            if cell['cell_type'] != 'markdown': continue
            source = localise(relink(cell['source'], module, base, written), base, slugs)
            cell['source'] = references(source, f.name, labels, numbered)
        change = last_change(f.name)
        _front(nb['cells'][0], numbered.get(f.name), change and change[0])
        f.write_text(json.dumps(nb), encoding='utf-8')
        if change: os.utime(f, (int(change[1]),)*2)
    return files
