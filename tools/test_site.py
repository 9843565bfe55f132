"Each check of the site sees what it is for. Run `python tools/test_site.py`, or pytest; a few seconds."
import importlib.util, re, shutil, tempfile
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from pages import browser, polish, prepare, problems, style
from pages.figures import themed
from pages.names import names, resolve, signature, table

_spec = importlib.util.spec_from_file_location('site_tool', Path(__file__).with_name('site.py'))
site_tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(site_tool)

def cell(source, kind='code', **outputs):
    out = [{'output_type': 'display_data', 'data': outputs}] if outputs else []
    return {'cell_type': kind, 'source': source, 'metadata': {}, **({'outputs': out} if kind == 'code' else {})}

TITLE = cell('# Title\n\n> What it is for.', 'markdown')

def says(found, *words):
    "The findings, one of which must contain all `words`."
    found = list(found)
    assert any(all(w in o for w in words) for o in found), f'{words} not in {found}'

@contextmanager
def docs(**files):
    "A folder of pages in the place of `_docs`."
    with tempfile.TemporaryDirectory() as d, patch.object(problems, 'DOCS', Path(d)):
        for name,words in files.items(): (Path(d)/re.sub('_(?=html|css|js|png)', '.', name)).write_text(words)
        yield {f.name: problems.Page(f.read_text()) for f in Path(d).glob('*.html')}

def test_hosts_in_html():
    loads = r'''<img src="https://x.org/a.png">
<img srcset="a.png 1x, //x.org/b.png 2x">
<video poster="HTTPS://x.org/p.png">
<link rel="modulepreload" href="https://x.org/a.js">
<p style="background: url( //x.org/b.png )">
<iframe src="//x.org">
<style>@import"https://x.org/f.css";</style>
<script>fetch("https://x.org/d.json")</script>
<script type=module>import "https://x.org/m.js"</script>
<script>new URL("https://x.org/a")</script>
<svg><image href="https://x.org/a.png"/></svg>
<script>img.src = "//x.org/a.png"</script>'''.splitlines()
    for markup in loads:
        with docs(a_html=markup) as pages: says(problems.hosts(pages), 'a.html', 'x.org')
    with docs(a_html='<a href="https://x.org">x</a><link rel="canonical" href="https://x.org/a.html">') as pages:
        assert not list(problems.hosts(pages))

def test_hosts_in_css():
    spellings = r'''@import"https://x.org/f";
@import url(https://x.org/f);
@IMPORT  url( 'https://x.org/f' ) screen;
@import/* */"//x.org/f";
a{background:URL("https://x.org/f")}
@media print{a{src:url(//x.org/f) format("woff")}}
@font-face{src:url(https\3a //x.org/f)}
@\69mport "https://x.org/f";'''.splitlines()
    for css in spellings: assert any('x.org' in o for o in style.addresses(css)), css
    assert not list(style.addresses('/* url(https://x.org) */ a{content:"url(https://x.org)"}'))
    with docs(a_html='', s_css='a{src:url(gone.woff)}') as pages: says(problems.hosts(pages), 's.css', 'gone.woff')

def test_hosts_in_scripts():
    script = 'const x = () => import("https://x.org/m.js")'
    with docs(a_html='', f_js=script) as pages: says(problems.hosts(pages), 'f.js', 'x.org')

def test_links():
    with docs(a_html='<a href="b.html">', c_html='<a href="a.html#no">', d_html='<a href="#gone">') as pages:
        found = list(problems.links(pages))
    wanted = ('a.html', 'b.html, which is not there'), ('c.html', 'no such anchor'), ('d.html', '#gone')
    for name,words in wanted: says(found, name, words)

def test_links_by_meaning():
    assert resolve('tune').module == 'thresholds' and resolve('learn.predict') is None
    wrong = '<a href="cli.html#tune"><code>tune</code></a>'
    with docs(losses_html=wrong, cli_html='') as pages: says(problems.meanings(pages), '`tune`', 'cli.html')
    with docs(losses_html='<a href="cli.html#predict"><code>learn.predict</code></a>') as pages:
        relinked = prepare.relink('[`learn.predict`](https://h/cli.html#predict)', 'losses', 'https://h/', '')
        assert relinked == '`learn.predict`'
    right = prepare.relink('[`tune`](https://h/cli.html#tune)', 'losses', 'https://h/', '')
    assert right.endswith('_tuning.ipynb#tune)')
    with docs(a_html='<a href="https://docs.fast.ai/learner.html#learner.fit"><code>fine_tune</code></a>') as pages:
        says(problems.meanings(pages), 'fine_tune')

def test_pictures():
    bare,told = '<img src="a.png">','<img src="a.png" alt="A cat.">'
    with docs(a_html=bare, b_html=told) as pages: found = list(problems.pictures(pages))
    says(found, 'a.html', 'without alternative text')
    assert len(found) == 1

def test_notebooks():
    plot = {'image/png': 'x'}
    nb = {'cells': [TITLE, cell('plot()', **plot), cell('#| fig-alt: A line.\nplot()', **plot),
        cell('#| fig-alt: x\n#| fig-cap: y\nplot()', **plot),
        cell('![](gone.png) and ![a](gone.svg), as chapter 6 says', 'markdown'),
        cell('x = "' + 'y'*90 + '"'), cell('model.cuda()')]}
    found = list(problems.notebook('x.ipynb', nb))
    says(found, 'cell 1', 'without alternative text'), says(found, 'cell 2', 'without a caption')
    says(found, 'cell 4', 'gone.png without alternative text'), says(found, 'cell 4', 'gone.svg is not there')
    says(found, 'cell 4', '"chapter 6" without a link'), says(found, 'cell 5', 'over 88 columns')
    says(found, 'cell 6', 'cuda')
    assert not any('cell 3' in o for o in found)
    says(problems.notebook('x.ipynb', {'cells': [cell('x = 1')]}), 'x.ipynb', 'has no title')
    says(problems.notebook('x.ipynb', {'cells': [cell('# T', 'markdown')]}), 'has no description')

def test_sidebar_and_colab():
    conf = {'website': {'sidebar': {'contents': ['index.ipynb', {'section': 'A', 'contents': ['1_a.ipynb']}]}}}
    found = list(problems.sidebar(['index.ipynb', '2_b.ipynb'], conf))
    says(found, '2_b.ipynb is missing from the sidebar'), says(found, '1_a.ipynb, which is not there')
    install = '#| hide\n! [ -e /content ] && pip install -Uqq "m @ git+https://h/m@v0.1.0"'
    url = 'https://colab.research.google.com/github/m/m/blob/v0.1.0/nbs/2_b.ipynb'
    badge = cell(f'[![Open in Colab](colab.svg)]({url})', 'markdown')
    nb = {'cells': [TITLE, cell(install), badge]}
    assert not list(problems.colab('2_b.ipynb', nb, '0.1.0'))
    says(problems.colab('2_b.ipynb', nb, '0.2.0'), 'install cell')
    says(problems.colab('3_c.ipynb', nb, '0.1.0'), 'badge')
    says(problems.ends('x.ipynb', {'cells': [TITLE, cell('#| exports\nx = 1')]}), 'cell 1', 'end with a Markdown cell')

def test_sight():
    nb = {'cells': [TITLE, cell('#| export\ndef f(): return "<"'), cell('#| exports\ndef g(): pass')]}
    with docs(x_html='<pre class="sourceCode cell-code"><code><span>def</span> f(): return "&lt;"</code></pre>'):
        found = list(problems.sight({'01_x.ipynb': nb}))
    says(found, '01_x.ipynb cell 2', 'the page lacks g')
    assert len(found) == 1

def test_numbers_and_references():
    parts = ['index.ipynb', dict(section='A', contents=['1_a.ipynb', '2_b.ipynb'])]
    parts += [dict(section='Appendix', contents=['3_c.ipynb']), dict(section='Reference', contents=['api.qmd'])]
    conf = {'website': {'sidebar': {'contents': parts}}}
    numbered = prepare.numbers(conf)
    assert numbered == {'1_a.ipynb': '1', '2_b.ipynb': '2', '3_c.ipynb': 'A'}
    nb = {'cells': [cell('#| label: fig-x\n#| fig-cap: "The `loss`."\nplot()')]}
    labels = {('2_b.ipynb', k): v for k,v in prepare._captions(nb, '2').items()}
    assert '#| fig-cap: "Figure 2.1. The `loss`."' in nb['cells'][0]['source']
    written = '[Figure](#fig-x), [chapter](3_c.ipynb), [Figure 9](2_b.ipynb#fig-x)'
    told = prepare.references(written, '2_b.ipynb', labels, numbered)
    assert told == '[Figure 2.1](#fig-x), [appendix A](3_c.ipynb), [Figure 2.1](2_b.ipynb#fig-x)'

def test_code_in_sight():
    assert prepare._shown('def f(): pass', ['f']) == ('def f(): pass', True)
    assert '"_f (1 lines)"' in prepare._shown('def _f(): pass', ['_f'])[0]
    assert '"f, g (15 lines)"' in prepare._shown('\n'*14 + 'x', ['f','g'])[0]
    assert '"imports' in prepare._shown('import os', [])[0]

def test_parameters():
    for name in names().values():
        words = signature(name) + table(name)
        assert not re.search(r'NoneType|<factory>|<built-in|-> object', words), words
    frozen = table(resolve('FrozenNorm')) if resolve('FrozenNorm') else ''
    assert frozen.count('\n') < 8

def test_lines_and_tables():
    code = '<pre class="sourceCode"><code class="x"><span class="st">"a\n  b"</span></code></pre>'
    assert polish.CODE.sub(polish._lines, code).count('class="st"') == 2
    head = '<table><thead><tr><th></th><th>score</th></tr></thead>'
    soup = polish.soup_of(head + '<tbody><tr><th>' + 'w'*60 + '</th><td>1</td></tr></tbody></table>')
    polish._table(soup.table)
    assert 'cards' in soup.table['class']
    assert soup.select_one('tbody td')['data-label'] == 'score' and soup.thead.th['scope'] == 'col'

def test_svg():
    svg = ('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 36"><metadata/>'
        '<g id="figure_1"><g id="patch_1">'
        '<path style="fill: #ffffff"/></g><path id="mark" style="fill: #ffffff; stroke: #000000"/></g></svg>')
    out = themed(svg, 'f1-')
    assert 'metadata' not in out and 'width="96"' in out and 'currentColor' in out and 'id="f1-mark"' in out
    assert out.count('--bs-body-bg') == 1 and out.count('#ffffff') == 1, out

def test_no_chromium(capsys=None):
    with patch.object(shutil, 'which', lambda name: None): assert browser.look([]) is None
    assert 'apt-get install chromium' in browser.MISSING

def test_done():
    with patch.object(site_tool, 'DONE', {'losses'}):
        both = ['05_losses.ipynb cell 1: x', '06_learner.ipynb cell 1: y']
        assert site_tool.report([], both) == '05_losses.ipynb cell 1: x'
        assert site_tool.report([], ['learner.html: y']) is None and site_tool.report(['a'], []) == 'a'

if __name__ == '__main__':
    tests = [o for name,o in sorted(globals().items()) if name.startswith('test_')]
    for test in tests: test()
    print(f'{len(tests)} tests of the site passed')
