"Pages that no notebook holds: names, bibliography, not found, Markdown copies for language models, the social card."
import ast, re
from collections import defaultdict

from nbdev.config import get_config

from . import DOCS, ROOT
from .names import names, signature, source_link, table
from .prepare import _chapters, linked, place, slug

LINK = re.compile(r"(?<!!)\[((?:[^\[\]`]|`[^`]*`)+)\]\((https?://[^)\s]+)\)")
PAPERS = r'arxiv\.org|doi\.org|openreview|jmlr|neurips|proceedings|aclanthology|openaccess|semanticscholar|\.pdf$'
CODE = r'github\.com|gitlab'
KINDS = [('Papers', PAPERS), ('Code, issues and discussions', CODE), ('Documentation and other pages', '')]

def _qmd(proc, name, title, description, lines):
    front = f'---\ntitle: {title}\ndescription: {description}\n---\n'
    (proc/f'{name}.qmd').write_text(front + '\n\n'.join(lines) + '\n', encoding='utf-8')

def _api_entry(name):
    "A name on the page of names: signature, first line, parameters, and where its chapter tells of it."
    config = get_config()
    anchor = f'{name.module}.{name.anchor}'
    level = '####' if '.' in name.name else '###'
    chapter = f'[In the chapter]({place(name)}).' if not place(name).startswith('api.') else ''
    code = f'```python\n{signature(name)}\n```'
    parts = [f'{level} {name.name} {{#{anchor}}}', source_link(name, config.git_url, config.branch), code]
    return [o for o in [*parts, f'{linked(name.doc, name.module)} {chapter}'.strip(), table(name)] if o]

def _constants(module):
    "The public constants of a module, as one line."
    tree = ast.parse((ROOT/'multilabel_nb'/f'{module}.py').read_text(encoding='utf-8'))
    targets = [t for o in tree.body if isinstance(o, ast.Assign) for t in o.targets]
    flat = [n for t in targets for n in (t.elts if isinstance(t, ast.Tuple) else [t]) if isinstance(n, ast.Name)]
    found = [n.id for n in flat if not n.id.startswith('_')]
    return [f'Constants: {", ".join(f"`{o}`" for o in found)}.'] if found else []

def api_page(proc, titles):
    "A page with every public name, its parameters and the chapter that tells of it."
    lines,modules = [],defaultdict(list)
    for name in names().values():
        if name.public: modules[name.module].append(name)
    for file,title in titles.items():
        for module in [m for m,f in _chapters().items() if f == file and m in modules]:
            lines += [f'## multilabel_nb.{module} {{#{module}}}', f'[{title}]({file})', *_constants(module)]
            lines += [line for name in modules[module] for line in _api_entry(name)]
    _qmd(proc, 'api', 'Names', 'Every public name of the package, with its parameters.', lines)

def references(nbs):
    "The addresses that the chapters name: address to its text and the chapters, as Markdown."
    found = {}
    for file,nb in nbs.items():
        sources = [c['source'] for c in nb['cells'] if c['cell_type'] == 'markdown']
        for label,url in [m for s in sources for m in LINK.findall(s)]:
            if re.search(r'colab\.research|/blob/main/multilabel_nb/', url) or label.startswith('`'): continue
            words,files = found.setdefault(url.rstrip('/'), (label, []))
            if file not in files: files.append(file)
    return found

def _label(label, url):
    "The text of a link; before it, the name of an issue or a repository."
    m = re.match(r'https://github\.com/([\w.-]+/[\w.-]+)(?:/(?:issues|pull|discussions)/(\d+))?', url)
    name = m and m[1] + (f'#{m[2]}' if m[2] else '')
    return f'[{name}]({url}), “{label}”' if name and name.lower() not in label.lower() else f'[{label}]({url})'

def bibliography(proc, nbs, titles):
    "A page with the sources that the chapters link to."
    lines,left = [],references(nbs)
    for kind,pattern in KINDS:
        some = {u: left.pop(u) for u in list(left) if re.search(pattern, u)}
        items = [f'- {_label(label, url)}: {", ".join(f"[{titles.get(f, f)}]({f})" for f in files)}'
            for url,(label,files) in sorted(some.items(), key=lambda o: o[1][0].strip('*`').lower())]
        if items: lines += [f'## {kind}', '\n'.join(items)]
    _qmd(proc, 'bibliography', 'Bibliography', 'The sources, and the chapters that use them.', lines)

def not_found(proc):
    "The page for an address that leads nowhere."
    lines = ['The address may be of an older version of this book. The search at the top of the page looks through all '
        'chapters; [the first page](index.ipynb) lists them, and [the names](api.qmd) list what the package exports.']
    _qmd(proc, '404', 'This page is not here', 'The address leads nowhere.', lines)

def card(file):
    "Draw the picture that a link to the site shows elsewhere: the title and a staircase of scores."
    from matplotlib.figure import Figure
    fig = Figure(figsize=(12,6.3), dpi=100, facecolor='#ffffff')
    ax = fig.add_axes([0,0,1,1])
    steps = [.20,.34,.47,.58,.66,.71,.74,.72,.64,.50,.33,.18]
    ax.stairs(steps, [.42 + .05*i for i in range(13)], color='#0072B2', lw=6)
    ax.plot([.42,1.02], [.27,.27], color='#767676', lw=3, ls=(0, (4,3)))
    ax.plot([.745], [.74], 'o', ms=20, color='#D55E00')
    ax.text(.06, .84, 'multilabel_nb', size=54, weight='bold', color='#1d2126')
    words = 'Several labels, or none:\nthresholds tuned honestly,\nscores with floors\nand intervals'
    ax.text(.06, .66, words, size=26, color='#57606a', va='top', linespacing=1.5)
    ax.text(.745, .20, 'floor', size=20, color='#767676', ha='center')
    ax.set(xlim=(0,1), ylim=(0,1))
    ax.axis('off')
    fig.savefig(file, metadata={'Software': None})

def titles_of(nbs, order):
    "The titles of the notebooks, with their numbers, in the sidebar's order."
    front = {f: re.search(r'^title: (.*)$', nb['cells'][0]['source'], re.M)[1].strip('\'"') for f,nb in nbs.items()}
    return {f: front[f] for f in [*order, *front] if f in front}

def add_pages(proc, nbs, order):
    "Write the pages that no notebook holds into `proc`."
    titles = titles_of(nbs, order)
    api_page(proc, titles)
    bibliography(proc, nbs, titles)
    not_found(proc)
    card(proc/'card.png')

def markdown_copies(order):
    "Name the Markdown of each page as the docstrings do, `losses.html.md`; list them in the book's order."
    for f in DOCS.glob('*.llms.md'):
        words = f.read_text(encoding='utf-8').replace('.llms.md', '.html.md')
        words = re.sub(r'<style scoped>.*?</style>\n|<!-- WARNING: THIS FILE[^\n]*\n', '', words, flags=re.S)
        f.unlink()
        f.with_name(f.name.replace('.llms.md', '.html.md')).write_text(words, encoding='utf-8')
    lines = (DOCS/'llms.txt').read_text(encoding='utf-8').replace('.llms.md', '.html.md').splitlines()
    places = {f'/{slug(file)}.html.md)': i for i,file in enumerate(order)}
    def rank(line): return next((i for end,i in places.items() if line.endswith(end)), len(places))
    head,pages = [o for o in lines if not o.startswith('- ')],[o for o in lines if o.startswith('- ')]
    (DOCS/'llms.txt').write_text('\n'.join([*head, *sorted(pages, key=rank)]) + '\n', encoding='utf-8')
