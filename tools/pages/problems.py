"What is wrong with the notebooks and the pages made of them, one sentence each: the page, the cell, what to do."
import configparser, html, html.parser, re
from pathlib import PurePosixPath
from urllib.parse import unquote

import yaml

from . import DOCS, NBS, ROOT, body, directives, text
from .names import exported, names, resolve
from .prepare import place, slug
from .style import addresses

ELSEWHERE = re.compile(r'^\s*([a-z][a-z0-9+.-]*:)?//', re.I)
LOADED = {tuple(o.split('.')) for o in 'link.href object.data form.action use.href image.href image.xlink:href'.split()}
ALWAYS = {'src', 'srcset', 'poster', 'background', 'ping', 'imagesrcset'}
NOT_LOADED = {'canonical', 'alternate', 'license', 'author', 'next', 'prev'}
REQUEST = re.compile(r'''(?:\bfetch|\bimport|\bimportScripts|\bopen|
    new\ (?:URL|Worker|WebSocket|EventSource|Image|Request))
    \s*\(\s*(?:['"]\w+['"]\s*,\s*)?['"`]((?:https?|wss?):|//)
    |(?:\bfrom|\bimport)\s*['"](?:https?:)?//
    |\.(?:src|href)\s*=\s*['"`](?:https?:)?//''', re.X)
WIDE = 88
# scripts of other projects, read: they ask no host unless a page calls for it, which the browser test would see
OTHER_BOOKS = re.compile('Deep Learning for Coders|Dive into Deep Learning|fastbook') # their chapters have numbers too
VENDORED = {'site_libs/bootstrap/bootstrap.bundle.min.js', 'site_libs/smalldocs.js', 'katex/katex.min.js'}

class Page(html.parser.HTMLParser):
    "Collects what a page loads, what it links to, its ids, its pictures and its links on code."
    def __init__(self, markup):
        super().__init__()
        self.loads,self.links,self.ids,self.bare,self.code = [],set(),set(),[],[]
        self.inside,self.style,self.script,self.anchor,self.spans = [],[],[],None,[]
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        a = {k: v or '' for k,v in attrs}
        self.ids |= {a[k] for k in ('id','name') if a.get(k)}
        loaded = [v for k,v in a.items() if k in ALWAYS or (tag, k) in LOADED]
        if tag == 'link' and set(a.get('rel', '').lower().split()) & NOT_LOADED: loaded = []
        for value in loaded: self.loads += [value] if 'data:' in value else re.split(r'\s*,\s+', value)
        if 'style' in a: self.loads += addresses(a['style'])
        if tag == 'a' and a.get('href'): self.links.add(a['href'])
        if tag == 'a': self.anchor,self.spans = a.get('href'),[]
        if tag == 'img' and not a.get('alt'): self.bare.append(a.get('src', '')[:60])
        if tag in ('style', 'script', 'code'): self.inside.append(tag)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        if tag in self.inside: self.inside.remove(tag)
        if tag == 'a' and self.anchor and len(self.spans) == 1: self.code.append((self.spans[0], self.anchor))
        if tag == 'a': self.anchor = None

    def handle_data(self, data):
        if 'style' in self.inside: self.loads += addresses(data)
        elif 'script' in self.inside: self.script.append(data)
        elif self.anchor and data.strip(): self.spans.append(data if 'code' in self.inside else '')

def _missing(name, url):
    "What a page or style sheet loads although it is elsewhere or not there."
    path = unquote(url.split()[0].split('?')[0].split('#')[0]) if url.strip() else ''
    if ELSEWHERE.match(url): return f'{name} loads {url[:80]}: every file must be on the site itself'
    if path and not re.match('(?i)data:|about:|blob:', url) and not (DOCS/PurePosixPath(name).parent/path).exists():
        return f'{name} loads {url[:80]}, which is not there'

def _requests(name, script):
    "The requests to other hosts in a script."
    calls = [script[m.start():m.end()+40].splitlines()[0] for m in REQUEST.finditer(script)]
    for call in calls: yield f'{name} asks another host in a script: {call}'

def hosts(pages):
    "What pages, style sheets and scripts load from other hosts or from nowhere."
    for name,page in pages.items():
        yield from filter(None, (_missing(name, url) for url in sorted(set(page.loads))))
        yield from _requests(name, '\n'.join(page.script))
    for f in sorted(o for o in DOCS.rglob('*') if o.suffix in ('.css', '.js', '.mjs', '.svg')):
        name,words = f.relative_to(DOCS).as_posix(),f.read_text(encoding='utf-8')
        if f.suffix == '.css': yield from filter(None, (_missing(name, url) for url in sorted(set(addresses(words)))))
        elif f.suffix == '.svg': yield from filter(None, (_missing(name, url) for url in Page(words).loads))
        elif name not in VENDORED: yield from _requests(name, words)

def links(pages):
    "Links between the pages that lead nowhere."
    for name,page in pages.items():
        for url in sorted(page.links):
            if re.match(r'[a-z]+:|//', url): continue
            file,_,anchor = unquote(url).partition('#')
            target = pages.get(file or name)
            if not target and not (DOCS/file).exists(): yield f'{name} links to {url}, which is not there'
            elif target and anchor and anchor not in target.ids: yield f'{name} links to {url}: there is no such anchor'

def docstrings():
    "Modules of the package that point to a Markdown page which is not there."
    for f in sorted((ROOT/'multilabel_nb').glob('*.py')):
        for page in re.findall(r'^Docs: \S+/([\w.]+)', f.read_text(encoding='utf-8'), re.M):
            if not (DOCS/page).exists(): yield f'multilabel_nb/{f.name} points to {page}, which is not there'

def _wrong(name, code, url):
    "Whether a link on code leads to another object than the one the code names."
    file,_,anchor = url.partition('#')
    target = resolve(code, _module_of(name))
    said = code.strip().removesuffix('()').split('.')[-1].lower()
    if re.match(r'[a-z]+://', url): return bool(re.search(r'#[\w.]+$', url)) and said != anchor.split('.')[-1].lower()
    if not anchor or not file.endswith('.html') and file: return False
    if said != anchor.split('.')[-1]: return bool(target)
    where = {_page_of(target), 'api.html'} if target else set()
    return bool(target) and (file or name) not in where

def _module_of(page): return next((o.module for o in names().values() if _page_of(o) == page), None)

def _page_of(name):
    "The page that documents a name."
    file = place(name).partition('#')[0]
    return f'{slug(file).removesuffix(".qmd")}.html'

def meanings(pages):
    "Links on code that lead to another object than the code names."
    for name,page in pages.items():
        if name in ('api.html', 'bibliography.html'): continue
        for code,url in sorted(set(page.code)):
            if re.fullmatch(r'[\w.]+(\(\))?', code) and _wrong(name, code, url):
                yield f'{name} links `{code}` to {url}, which is another object'

def pictures(pages):
    "Pictures on pages without alternative text."
    for name,page in pages.items():
        for src in page.bare: yield f'{name} shows {src} without alternative text'

def _squeezed(code): return re.sub(r'\s', '', code)

def sight(files):
    "Exported cells whose code the page lacks."
    for f,nb in files.items():
        page = DOCS/f'{slug(f)}.html'
        if not page.exists():
            yield f'{f} has no page in _docs'
            continue
        shown = {_squeezed(o) for o in code_on(page)}
        for i,src,found in exported(nb):
            words = ', '.join(found) or 'the imports'
            if _squeezed(body(src)) not in shown: yield f'{f} cell {i}: write `#| exports`: the page lacks {words}'

def code_on(page):
    "The code of the cells that a page shows, folded ones too."
    pattern = r'<pre class="[^"]*cell-code[^"]*"[^>]*><code[^>]*>(.*?)</code></pre>'
    blocks = re.findall(pattern, page.read_text(encoding='utf-8'), re.S)
    return [html.unescape(re.sub(r'<[^>]+>', '', o)) for o in blocks]

def _figure(cell):
    kinds = {k for o in cell.get('outputs', []) for k in o.get('data', {})}
    return kinds & {'image/png', 'image/svg+xml', 'image/jpeg'}

def notebook(file, nb):
    "What a notebook lacks: title, description, alternative texts, captions, short lines, files that it shows."
    first = next((text(c['source']) for c in nb['cells'] if c['cell_type'] == 'markdown'), '')
    if not first.startswith('# '): yield f'{file} has no title: its first Markdown cell must begin with `# `'
    if not re.search('^> ', first, re.M): yield f'{file} has no description: begin a line under its title with `> `'
    for i,cell in enumerate(nb['cells']):
        check = _code_cell if cell['cell_type'] == 'code' else _text_cell
        yield from check(f'{file} cell {i}', cell)

def _code_cell(where, cell):
    src = text(cell['source'])
    marks = directives(src)
    if _figure(cell) and 'hide' not in marks:
        if not marks.get('fig-alt'): yield f'{where}: a figure without alternative text: write `#| fig-alt:`'
        if not marks.get('fig-cap'): yield f'{where}: a figure without a caption: write `#| fig-cap:`'
    long = [o for o in body(src).splitlines() if len(o) > WIDE]
    seen = marks.get('echo') != 'false' and not {'hide', 'export', 'exports', 'exporti'} & set(marks)
    first = long[0].strip()[:40] if long else ''
    if long and seen: yield f'{where}: {len(long)} lines over {WIDE} columns, the first is {first!r}'
    if re.search(r'\.cuda\(\)', body(src)): yield f'{where}: `.cuda()`: let fastai choose with `default_device()`'

def _text_cell(where, cell):
    src = re.sub(r'```.*?```', '', text(cell['source']), flags=re.S)
    for alt,file in re.findall(r'!\[([^\]]*)\]\(([^)\s]+)', src):
        if not alt.strip(): yield f'{where}: {file} without alternative text: write it between the brackets'
        local = not re.match(r'[a-z]+:', file)
        if local and not (NBS/file).exists(): yield f'{where}: the figure file {file} is not there'
    ours = [o for o in re.split(r'\n\s*[\n-]', src) if not OTHER_BOOKS.search(o)]
    said = re.findall(r'(?<!\[)\b[Cc]hapter \d+\b(?! of \*)', '\n'.join(ours))
    for words in said: yield f'{where}: "{words}" without a link: write `[chapter](NN_name.ipynb)`'

def sidebar(files, conf):
    "Notebooks that the sidebar lacks, and entries of the sidebar without a notebook."
    parts = conf['website']['sidebar']['contents']
    listed = [o for part in parts for o in (part['contents'] if isinstance(part, dict) else [part])]
    for f in files:
        if f not in listed: yield f'{f} is missing from the sidebar in _quarto.yml'
    for f in listed:
        if f.endswith('.ipynb') and f not in files: yield f'_quarto.yml lists {f}, which is not there'

def colab(file, nb, version):
    "An install cell or a badge that names another version or file; before its release, a page takes the main branch."
    sources = [text(c['source']) for c in nb['cells']]
    installs = [s for s in sources if 'pip install -Uqq' in s and '/content' in s]
    if installs and not re.search(rf'git\+https://[\w./-]+(@v{re.escape(version)})?"', installs[0]):
        yield f'{file}: the install cell takes another version than {version}: run python tools/site.py --pin'
    badges = [s for s in sources if 'colab.research.google.com' in s]
    if badges and not re.search(rf'/blob/(main|v{re.escape(version)})/nbs/{re.escape(file)}\)', badges[0]):
        yield f'{file}: the Colab badge names another version or file: run python tools/site.py --pin'

def ends(file, nb):
    "A notebook that ends with an exported cell, on which nbdev stops."
    told = [i for i,src,_ in exported(nb) if '#| exports' in src]
    after = nb['cells'][told[-1]+1:] if told else []
    if told and not any(c['cell_type'] == 'markdown' or 'hide' not in directives(text(c['source'])) for c in after):
        yield f'{file} cell {told[-1]}: nothing in sight follows the last exported cell: end with a Markdown cell'

def version():
    "The version in settings.ini."
    ini = configparser.ConfigParser()
    ini.read(ROOT/'settings.ini', encoding='utf-8')
    return ini['DEFAULT']['version']

def in_notebooks(files):
    "What is wrong with the notebooks, before they are built: what stops the build, and what does not."
    conf = yaml.safe_load((ROOT/'_quarto.yml').read_text(encoding='utf-8'))
    hard,soft = list(sidebar(files, conf)),[]
    for f,nb in files.items():
        hard += ends(f, nb)
        soft += [*notebook(f, nb), *colab(f, nb, version())]
    return hard, soft

def in_pages(files):
    "What is wrong with the pages in `_docs`: what must never be, and what old chapters cannot meet yet."
    pages = {f.name: Page(f.read_text(encoding='utf-8')) for f in sorted(DOCS.glob('*.html'))}
    return [*hosts(pages), *links(pages), *meanings(pages), *docstrings()], [*pictures(pages), *sight(files)]
