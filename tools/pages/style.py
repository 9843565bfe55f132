"Style sheets: the addresses in them, and only the rules and icons that some page can use."
import re

import tinycss2

from . import DOCS

ICONS = 'site_libs/bootstrap-icons'

def _tokens(tokens):
    "All tokens of a style sheet, those inside of blocks and functions too."
    for t in tokens:
        yield t
        for inner in (getattr(t, 'content', None), getattr(t, 'arguments', None), getattr(t, 'prelude', None)):
            if inner: yield from _tokens(inner)

def addresses(css):
    "Every address in a style sheet or in a `style` attribute: `url()` and `@import` in any spelling."
    known = list(_tokens(tinycss2.parse_component_value_list(css, skip_comments=True)))
    for i,t in enumerate(known):
        if t.type == 'url': yield t.value
        elif t.type == 'function' and t.lower_name in ('url', 'src'): yield from _strings(t.arguments)
        elif t.type == 'at-keyword' and t.lower_value == 'import':
            yield from _strings([o for o in known[i+1:i+3] if o.type != 'whitespace'][:1])

def _strings(tokens): return [t.value for t in tokens if t.type == 'string']

def _used_words():
    "Every word that could be a class or an id on a page, or be given one by a script."
    scripts = ' '.join(f.read_text(encoding='utf-8') for f in DOCS.rglob('*.js'))
    pages = ' '.join(f.read_text(encoding='utf-8') for f in DOCS.glob('*.html'))
    marks = ' '.join(re.findall(r'(?:class|id)="([^"]*)"', pages))
    inline = ' '.join(re.findall(r'<script\b[^>]*>.*?</script>', pages, re.S))
    return set(re.findall(r'[\w-]+', f'{scripts} {marks} {inline}'))

def _selector(prelude, words):
    "The parts of a selector that can match."
    parts = re.split(r',(?![^(]*\))', tinycss2.serialize(prelude))
    return ','.join(o for o in parts if all(c in words for c in re.findall(r'[.#]([a-zA-Z][\w-]*)', o)))

def _kept(rules, words):
    "The rules that can match, as text; no import."
    for r in rules:
        if r.type == 'qualified-rule':
            if some := _selector(r.prelude, words): yield f'{some}{{{tinycss2.serialize(r.content)}}}'
        elif r.type == 'at-rule' and r.lower_at_keyword == 'import': continue
        elif r.type == 'at-rule' and r.content is not None and r.lower_at_keyword in ('media', 'supports'):
            inner = ''.join(_kept(tinycss2.parse_rule_list(r.content, True, True), words))
            if inner: yield f'@{r.at_keyword}{tinycss2.serialize(r.prelude)}{{{inner}}}'
        else: yield r.serialize()

def _icon_font(css):
    "Keep the icons that a style sheet names."
    from fontTools import subset, ttLib
    style = ''.join(f.read_text(encoding='utf-8') for f in DOCS.rglob('*.css'))
    codes = {int(o, 16) for o in re.findall(r'"\\(f[0-9a-f]{3})"', style)}
    codes |= {ord(o) for o in style if '\ue000' <= o <= '\uf8ff'}
    file = css.parent/'fonts'/'bootstrap-icons.woff'
    font,small = ttLib.TTFont(file, recalcTimestamp=False),subset.Subsetter()
    small.populate(unicodes=codes)
    small.subset(font)
    font.save(file)
    file.with_suffix('.woff2').unlink()
    text = css.read_text(encoding='utf-8')
    css.write_text(re.sub(r'url\([^)]*woff2[^)]*\) format\("woff2"\),', '', text), encoding='utf-8')

def trim():
    "Drop unused rules, every import of a web font, and unused icons."
    words,icons = _used_words(),DOCS/ICONS/'bootstrap-icons.min.css'
    for f in [*DOCS.glob('site_libs/themes/*.css'), icons]:
        rules = tinycss2.parse_stylesheet(f.read_text(encoding='utf-8'), True, True)
        f.write_text(''.join(_kept(rules, words)), encoding='utf-8')
    _icon_font(icons)
