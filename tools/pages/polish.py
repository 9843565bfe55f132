"Change the rendered pages: lines of code that wrap well, tables for a phone, labels, furniture of a book."
import html, re, shutil

from bs4 import BeautifulSoup
from nbdev.config import get_config

from . import DOCS, NBS
from .figures import own_file
from .way import way

CODE = re.compile(r'(<pre class="sourceCode[^>]*><code[^>]*>)(.*?)(</code></pre>)', re.S)
PLOT = re.compile(r'<svg\b[^>]*class="plot".*?</svg>', re.S)
LABELS = {'#quarto-header > .navbar': 'Site', '.quarto-secondary-nav': 'This chapter', '#quarto-sidebar': 'Chapters',
    '#TOC': 'On this page', '#TOC-body': 'On this page, short', '.page-navigation': 'Previous and next'}
CARDS,TINY = 52,96 # characters of the widest words of a row: wider tables are cards on a phone, or set smaller

def soup_of(markup): return BeautifulSoup(markup, 'html.parser')

def _lines(m):
    "Highlighted code with a span per line that knows its indentation, so that a wrapped line hangs."
    out,opened = [],[]
    for line in m[2].split('\n'):
        head,indent = ''.join(opened),len(line) - len(line.lstrip(' '))
        for tag in re.findall(r'<span[^>]*>|</span>', line): opened.append(tag) if tag != '</span>' else opened.pop()
        out.append(f'<span class="l" style="--i:{indent}">{head}{line}{"</span>"*len(opened)}\n</span>')
    return f'{m[1]}{"".join(out)}{m[3]}'

def _words(cells):
    "The length of the longest word in a column."
    return max((len(w) for c in cells for w in c.split()), default=0)

def _table(table):
    "Headers with a scope; each cell knows its column, so that a wide table becomes cards on a phone."
    rows = table.select('tr')
    heads = [' '.join(o.get_text(' ', strip=True).split()) for o in rows[0].select('th, td')] if rows else []
    for o in table.select('th'):
        if not o.get_text(strip=True) and not o.find(True): o.name = 'td'
        else: o['scope'] = 'col' if o.find_parent('thead') else 'row'
    lines = [r.find_all(['th','td'], recursive=False) for r in table.select('tbody tr')]
    for line in lines: # from the right: a row header may span several rows
        for cell,head in zip(line[::-1], heads[::-1]): cell['data-label'] = head
    if heads[:1] == ['parameter']: table['class'] = [*table.get('class', []), 'parameters']
    columns = [[c.get_text(' ') for c in column] for column in zip(*lines)]
    widths = [_words([*column, head]) + 2 for column,head in zip(columns, heads)]
    if sum(widths) > CARDS:
        table['class'] = [*table.get('class', []), 'cards', *(['tiny'] if sum(widths) > TINY else [])]
        table['style'] = f"{table.get('style', '')};--w:{max(widths[1:], default=8)}"

def _code(soup):
    "Printed output knows its widest line; buttons have names."
    for o in soup.select('.cell-output pre:not(.sourceCode)'):
        lines = o.get_text().strip().splitlines()
        if len(lines) > 1: o['style'] = f'--cols:{max(map(len, lines))}'
    for o in soup.select('.code-copy-button'): o['aria-label'] = o['title'] = 'Copy this code'

def _pictures(soup, stem):
    "Pictures in files; captions may hold code; the badge has a size."
    for i,o in enumerate(soup.select('main img[src^="data:image/"]')):
        kind = re.match(r'data:image/(\w+)', o['src'])[1]
        if kind in ('png', 'jpeg') and not o.find_parent(class_='mlnb'): own_file(o, DOCS, f'{stem}-{i+1}.{kind}')
    for o in soup.select('figcaption'):
        text = re.sub(r'`([^`]+)`', r'<code>\1</code>', html.escape(o.get_text()))
        new = soup_of(re.sub(r'^(Figure [\w.]+?)\. ', r'<b>\1</b> ', text))
        o.clear()
        o.extend(list(new.contents))
    for o in soup.select('img[src$="colab.svg"]'): o['width'],o['height'] = 117,20

def _labels(soup):
    "What a screen reader says of the parts of the page; what the keyboard reaches."
    for css,label in LABELS.items():
        for o in soup.select(css): o['aria-label'] = label
    for o in soup.select('i.bi'):
        o.attrs.pop('role', None)
        o['aria-hidden'] = 'true'
    for o in soup.select('a[role=navigation][data-bs-target]'): o['role'],o['href'] = 'button',o['data-bs-target']
    for o in soup.select('#quarto-margin-sidebar'): o['role'],o['aria-label'] = 'complementary','About this page'
    for o in soup.select('.quarto-color-scheme-toggle'):
        o['aria-label'],o['href'],o['role'] = 'Light or dark','#','button'
    for o in soup.select('.quarto-title-meta-heading'): o.string = 'Last change'
    soup.body.insert(0, soup_of('<a class="skip" href="#quarto-document-content">Skip to the text</a>'))

def _contents(soup):
    "The contents of a page on a phone: folded under the title."
    if toc := soup.select_one('#TOC-body'):
        toc.h2.decompose()
        fold = toc.wrap(soup.new_tag('details', attrs={'class': 'toc-phone'}))
        fold.insert(0, soup_of('<summary>On this page</summary>'))

def _head(soup, name):
    "Scripts that do not hold up the page, its canonical address, its Markdown, and our own script."
    for o in soup.select('head script[src]'):
        if 'auto-render' in o['src']: o.decompose()
        else: o['defer'] = ''
    url = get_config().doc_url.rstrip('/') + '/'
    here = url + ('' if name == 'index.html' else name)
    if name == '404.html': soup.head.insert(1, soup_of(f'<base href="{get_config().doc_baseurl.rstrip("/")}/">'))
    else: soup.head.append(soup_of(f'<link rel="canonical" href="{here}"><meta property="og:url" content="{here}">'))
    copy = soup_of(f'<link rel="alternate" type="text/markdown" href="{name}.md">')
    if (DOCS/f'{name}.md').exists(): soup.head.append(copy)
    soup.head.append(soup_of('<script src="frame.js" defer></script>'))

def _furniture(soup, stem):
    "The way of the data under the title; no link to a source that a generated page has not."
    if strip := way(stem): soup.select_one('#title-block-header').append(soup_of(strip))
    for o in soup.select('.toc-actions a[href$=".qmd"]'): o.find_parent(class_='action-links').decompose()

def polish_page(f):
    "Change one page in place."
    plots = []
    def keep(m):
        plots.append(m[0])
        return f'<span class="plot-{len(plots)-1}"></span>'
    with_plots = f.read_text(encoding='utf-8')
    labelled = re.sub(r'<svg alt="([^"]*)"', r'<svg role="img" aria-label="\1"', with_plots)
    soup = soup_of(PLOT.sub(keep, CODE.sub(_lines, labelled)))
    for step in (_code, _labels, _contents): step(soup)
    _pictures(soup, f.stem)
    for o in soup.select('main table'): _table(o)
    _head(soup, f.name)
    _furniture(soup, f.stem)
    markup = re.sub(r'<span class="plot-(\d+)"></span>', lambda m: plots[int(m[1])], str(soup))
    f.write_text(markup, encoding='utf-8')

def polish():
    "Change the pages in `_docs` in place."
    shutil.copy(NBS/'search.js', DOCS/'site_libs'/'fuse'/'fuse.min.js')
    for f in sorted(DOCS.glob('*.html')): polish_page(f)
