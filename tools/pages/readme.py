"README.md and its pictures, from the processed index notebook."
import base64, json, re, shutil

import yaml

from . import ROOT, NBS, directives, text

IMAGES = NBS/'images'

def _picture(data):
    "The bytes of a picture and its kind, or None."
    if 'image/svg+xml' in data:
        svg = text(data['image/svg+xml'])
        return svg[svg.find('<svg'):].encode(), 'svg'
    for kind in ('png', 'jpeg'):
        if f'image/{kind}' in data: return base64.b64decode(text(data[f'image/{kind}'])), kind

def _output(out, alt, pictures):
    "One output of a code cell as Markdown; pictures are added to `pictures`, name to bytes."
    data = out.get('data', {})
    if found := _picture(data):
        name = f'index-{len(pictures)+1}.{found[1]}'
        pictures[name] = found[0]
        return f'![{alt}](nbs/images/{name})'
    words = text(data.get('text/markdown') or out.get('text') or data.get('text/plain')).strip('\n')
    return words if 'text/markdown' in data else f'```\n{words}\n```' if words else ''

def _cell(cell, pictures):
    "The Markdown of a cell, in parts."
    src = text(cell['source']).strip()
    if cell['cell_type'] == 'raw':
        front = yaml.safe_load(src.strip('-\n'))
        return [f"# {front['title']}\n\n> {front['description']}"]
    if cell['cell_type'] == 'markdown': return [src]
    code = '\n'.join(line for line in src.splitlines() if not line.startswith('#|'))
    shown = [f'```python\n{code}\n```'] if code and '#| echo: false' not in src else []
    return shown + [_output(o, directives(src).get('fig-alt', ''), pictures) for o in cell.get('outputs', [])]

def readme(proc):
    "README.md, and the pictures in it."
    pictures,parts = {},[]
    for cell in json.loads((proc/'index.ipynb').read_text(encoding='utf-8'))['cells']: parts += _cell(cell, pictures)
    words = '\n\n'.join(p for p in parts if p and not p.startswith('<!-- WARNING'))
    words = re.sub(r'\{target="_blank"[^}]*\}', '', words)
    return f'<!-- Generated from nbs/index.ipynb by tools/site.py: edit that file. -->\n\n{words}\n', pictures

def stale(words, pictures):
    "The names of the README files that differ from `words` and `pictures`."
    files = {ROOT/'README.md': words.encode(), **{IMAGES/k: v for k,v in pictures.items()}}
    return [f.name for f,b in files.items() if not f.is_file() or f.read_bytes() != b]

def write(words, pictures):
    "Write README.md and its pictures."
    (ROOT/'README.md').write_text(words, encoding='utf-8', newline='\n')
    shutil.rmtree(IMAGES, ignore_errors=True)
    if pictures: IMAGES.mkdir()
    for k,v in pictures.items(): (IMAGES/k).write_bytes(v)
