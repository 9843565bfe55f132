"Build the docs site in _docs and README.md from nbs/; with --check, change no README and fail if it is stale. Exits 1 on a broken link."
import argparse, base64, html.parser, json, os, re, shutil, sys
from pathlib import Path

import yaml
from fastcore.utils import working_directory
from nbdev.config import get_config
from nbdev.doclinks import nbdev_export
from nbdev.quarto import nbdev_docs, refresh_quarto_yml
from nbdev.serve import proc_nbs

os.environ['PYTHONWARNINGS'] = 'ignore::FutureWarning' # the pages run imports again, and torch warns fastai in some
ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT/'nbs'/'images'

def _text(x): return ''.join(x) if isinstance(x, list) else x

def process():
    "Run nbdev's processors over the notebooks; the folder of results."
    link = ROOT/'nbs'/'_quarto.yml'
    if link.read_text(encoding='utf-8').strip() == '../_quarto.yml': shutil.copy(ROOT/'_quarto.yml', link)
    nbdev_export.__wrapped__()
    refresh_quarto_yml()
    return proc_nbs(get_config().nbs_path, force=True)

def _output_md(out, pictures):
    "One output of a code cell as Markdown; pictures are added to `pictures`, name to bytes."
    data = out.get('data', {})
    if 'image/png' in data:
        name = f'index-{len(pictures)+1}.png'
        pictures[name] = base64.b64decode(_text(data['image/png']))
        return f'![](nbs/images/{name})'
    text = _text(data.get('text/markdown') or out.get('text') or data.get('text/plain') or '').strip('\n')
    return text if 'text/markdown' in data else f'```\n{text}\n```' if text else ''

def readme(proc):
    "README.md, and the pictures in it, from the processed index notebook."
    cells,pictures,parts = json.loads((proc/'index.ipynb').read_text(encoding='utf-8'))['cells'],{},[]
    for cell in cells:
        src = _text(cell['source']).strip()
        if cell['cell_type'] == 'raw':
            front = yaml.safe_load(src.strip('-\n'))
            parts.append(f"# {front['title']}\n\n> {front['description']}")
        elif cell['cell_type'] == 'markdown': parts.append(src)
        else:
            code = '\n'.join(l for l in src.splitlines() if not l.startswith('#|'))
            if code and '#| echo: false' not in src: parts.append(f'```python\n{code}\n```')
            parts += [_output_md(o, pictures) for o in cell.get('outputs', [])]
    text = '\n\n'.join(p for p in parts if p and not p.startswith('<!-- WARNING'))
    return f'<!-- Generated from nbs/index.ipynb by tools/site.py: edit that file. -->\n\n{text}\n', pictures

def stale_readme(text, pictures):
    "The names of the README files that differ from `text` and `pictures`."
    files = {ROOT/'README.md': text.encode(), **{IMAGES/k: v for k,v in pictures.items()}}
    return [f.name for f,b in files.items() if not f.is_file() or f.read_bytes() != b]

def write_readme(text, pictures):
    "Write README.md and its pictures."
    (ROOT/'README.md').write_text(text, encoding='utf-8', newline='\n')
    shutil.rmtree(IMAGES, ignore_errors=True)
    if pictures: IMAGES.mkdir()
    for k,v in pictures.items(): (IMAGES/k).write_bytes(v)

def localise(proc):
    "Turn links to the published site into links between the pages, and leave private names unlinked: they have no entry."
    base = get_config().doc_url.rstrip('/') + '/'
    pages = {re.sub(r'^\d+[a-zA-Z0-9]*_', '', f.stem.lower()): f.name for f in proc.glob('*.ipynb')}
    for f in proc.glob('*.ipynb'):
        text = f.read_text(encoding='utf-8').replace('__main__.', '')
        text = re.sub(r'\[(`[^`]+`)\]\([^)\s]*#_\w+\)', r'\1', text)
        f.write_text(re.sub(re.escape(base) + r'(\w+)\.html', lambda m: pages.get(m[1], m[0]), text), encoding='utf-8')

def smalldocs(proc):
    "Render the site with smalldocs; its warnings and broken links."
    from smalldocs import layout
    from smalldocs.config import load
    from smalldocs.site import Site
    layout.KATEX = 'katex'
    class Named(Site):
        def read(self, src):
            page = super().read(src)
            page.out = page.out.with_name(page.front.get('output-file', page.out.name))
            return page
    site = Named(load(proc), quiet=True)
    site.build()
    shutil.rmtree(ROOT/'_docs', ignore_errors=True)
    shutil.move(site.out, ROOT/'_docs')
    for css in (ROOT/'_docs').rglob('*.css'): css.write_text(re.sub(r'@import url\([^)]*\);?', '', css.read_text(encoding='utf-8')), encoding='utf-8')
    return [w for w in site.warnings if not re.search('output-file is not read|unknown key format-links|html-math-method', w)]

class _Addresses(html.parser.HTMLParser):
    "Collects what a page loads, what it links to, and its ids."
    def __init__(self, text):
        super().__init__()
        self.loads,self.links,self.ids = set(),set(),set()
        self.feed(text)
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.ids |= {a[k] for k in ('id','name') if a.get(k)}
        if tag in ('script','img','iframe','source','video','audio') and a.get('src'): self.loads.add(a['src'])
        if tag == 'link' and a.get('rel') in ('stylesheet','icon','preload'): self.loads.add(a['href'])
        if tag == 'a' and a.get('href'): self.links.add(a['href'])

def problems(docs):
    "What the pages in `docs` load from elsewhere, and the links between them that lead nowhere."
    pages = {f.name: _Addresses(f.read_text(encoding='utf-8')) for f in docs.glob('*.html')}
    for name,page in sorted(pages.items()):
        for url in sorted(page.loads):
            if re.match(r'(https?:)?//', url): yield f'{name} loads {url}'
            elif not url.startswith('data:') and not (docs/url.split('?')[0]).exists(): yield f'{name} loads {url}, which is not there'
        for url in sorted(page.links):
            if re.match(r'[a-z]+:|//', url): continue
            file,_,anchor = url.partition('#')
            target = pages.get(file or name)
            if not target and not (docs/file).exists(): yield f'{name} links to {url}, which is not there'
            elif target and anchor and anchor not in target.ids: yield f'{name} links to {url}, but there is no such anchor'
    for css in docs.rglob('*.css'):
        for url in re.findall(r'(?:url\(["\']?|@import ["\'])((?:https?:)?//[^)"\']+)', css.read_text(encoding='utf-8')): yield f'{css.name} loads {url}'

def main(check):
    "Build everything; the exit message, or None."
    proc = process()
    text,pictures = readme(proc)
    if check and (stale := stale_readme(text, pictures)): return f'site: {", ".join(stale)} differ from nbs/index.ipynb: run python tools/site.py'
    if not check: write_readme(text, pictures)
    localise(proc)
    if shutil.which('quarto'): found = nbdev_docs.__wrapped__() or []
    else: found = smalldocs(proc)
    found += problems(ROOT/'_docs')
    shutil.rmtree(proc, ignore_errors=True)
    print(f'{len(list((ROOT/"_docs").glob("*.html")))} pages in _docs')
    return '\n'.join(found) or None

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--check', action='store_true', help='do not write README.md, exit 1 if it is stale')
    args = p.parse_args()
    with working_directory(ROOT): sys.exit(main(args.check))
