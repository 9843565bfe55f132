"Figures: drawings that take the colours of the page, pictures in files of their own."
import base64, io, re
import xml.etree.ElementTree as ET

from PIL import Image

SVG,XLINK = 'http://www.w3.org/2000/svg','http://www.w3.org/1999/xlink'
ET.register_namespace('', SVG)
ET.register_namespace('xlink', XLINK)
GROUNDS = re.compile(r'^(figure|axes|legend)')

def _tag(o): return o.tag.rpartition('}')[2]

def _without(parent, unwanted):
    "Drop the descendants for which `unwanted` is true."
    for child in list(parent):
        if unwanted(parent, child): parent.remove(child)
        else: _without(child, unwanted)

def _ground(group):
    "Make the first patch of a figure, of axes or of a legend transparent: its white is the page's."
    patches = [o for o in group if re.match('patch_', o.get('id', ''))]
    for path in [p for o in patches[:1] for p in o.iter() if _tag(p) == 'path']:
        path.set('style', re.sub('(?i)#ffffff', 'var(--bs-body-bg)', path.get('style', '')))

def themed(svg, prefix):
    "An SVG of matplotlib that takes the colours of the page: black is its ink, a white ground is its ground."
    root = ET.fromstring(svg[svg.find('<svg'):])
    _without(root, lambda parent,o: _tag(o) == 'metadata' or (_tag(parent), _tag(o)) == ('defs', 'style'))
    for group in root.iter(f'{{{SVG}}}g'):
        if GROUNDS.match(group.get('id', '')): _ground(group)
    width,height = (float(o) for o in root.get('viewBox').split()[2:])
    for name,value in dict(width=round(width*4/3), height=round(height*4/3)).items(): root.set(name, str(value))
    root.set('class', 'plot')
    out = re.sub(r'(?i)#000000|(?<=: )black', 'currentColor', ET.tostring(root, encoding='unicode'))
    return re.sub(r'(\bid="|href="#|url\(#)', rf'\1{prefix}', out).replace('\n', ' ')

def drawn(im):
    "Whether a picture is a line drawing, not a photograph: few colours, mostly white."
    coarse = sorted((k for k,_ in im.point(lambda v: v & 0xF0).getcolors(4096)), reverse=True)
    white = sum(k for k,c in im.getcolors(1 << 24) if min(c) > 245)
    return sum(coarse[:8]) > .85*im.width*im.height and white > .4*im.width*im.height

def own_file(img, docs, name):
    "Move a picture from its page into a file, and say its size, so that the page does not jump."
    data = base64.b64decode(img['src'].split(',', 1)[1])
    im = Image.open(io.BytesIO(data)).convert('RGB')
    (docs/'figures').mkdir(exist_ok=True)
    (docs/'figures'/name).write_bytes(data)
    img['src'],img['width'],img['height'] = f'figures/{name}',im.width,im.height
    img['loading'],img['decoding'],img['class'] = 'lazy','async',['drawn' if drawn(im) else 'photo']
