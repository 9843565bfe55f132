"Look at every built page in a browser: two widths, two themes, no other host, nothing cut off, axe, search."
import functools, http.server, os, re, shutil, threading, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbdev.config import get_config

from . import DOCS, DONE

WIDTHS = 1300, 390
CHROMIUM = 'chromium', 'chromium-browser', 'google-chrome'
MISSING = 'browser: no chromium on PATH (Debian: apt-get install chromium): the pages were not looked at'
# what a reader may look for: the words, and the page, or the section, that must come first
SEARCHES = dict(threshold='thresholds.html', loss='losses.html', metric='metrics.html#', regression='regression.html',
    training='learner.html', report='report.html', datablock='datablock.html', none='none.html', mAP='recipe.html#',
    tune='thresholds.html')
# what the text of a chapter that is not done may still cause
CONTENT = re.compile('axe: image-alt|axe: svg-img-alt|axe: role-img-alt|is cut off')
ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']

MEASURE = '''() => {
  document.querySelectorAll('details').forEach(o => o.open = true)
  const main = document.querySelector('main'), right = main.getBoundingClientRect().right
  const wide = o => o.offsetParent && o.scrollWidth > o.clientWidth + 1
  const scrolls = o => /auto|scroll/.test(getComputedStyle(o).overflowX)
  const boxed = o => { for (let p = o; p && p != main; p = p.parentElement) if (scrolls(p)) return p }
  const beyond = o => o.offsetParent && o.getBoundingClientRect().right > right + 1
  const out = o => boxed(o) ? wide(boxed(o)) : beyond(o)
  const all = css => [...main.querySelectorAll(css)]
  const words = o => o.textContent.trim().replace(/\\s+/g, ' ').slice(0, 60)
  const said = (kind, os) => os.map(o => kind + ' is cut off: ' + words(o))
  return [...said('code', all('pre').filter(o => wide(o) && scrolls(o))), ...said('a table', all('table').filter(out)),
    ...said('a figure', all('svg.plot, img').filter(out)),
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [])]
}'''
EMPTY_LINKS = '''() => [...document.querySelectorAll('a[href^="#"]:not([role=button])')]
  .map(o => decodeURIComponent(o.hash.slice(1)))
  .filter(id => id && !document.getElementById(id)).map(id => 'an anchor leads nowhere: #' + id)'''

class Quiet(http.server.SimpleHTTPRequestHandler):
    "Serves the pages under the path that they will have, with the page for what is missing."
    def log_message(self, *args): pass
    def translate_path(self, path):
        base = get_config().doc_baseurl.rstrip('/')
        return super().translate_path(path.removeprefix(base)) if path.startswith(base + '/') else '/nowhere'

def _serve():
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Quiet, directory=str(DOCS)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f'http://127.0.0.1:{server.server_port}{get_config().doc_baseurl.rstrip("/")}/'

def _axe():
    import axe_playwright_python
    return (Path(axe_playwright_python.__file__).parent/'axe.min.js').read_text(encoding='utf-8')

def _watched(browser, base, width=1300):
    "A browser tab, and the list to which it reports what must not happen."
    phone = width < 500
    size = dict(width=width, height=844 if phone else 900)
    context = browser.new_context(viewport=size, is_mobile=phone, has_touch=phone)
    page,notes = context.new_page(),[]
    page.on('console', lambda m: m.type == 'error' and notes.append(f'console: {m.text[:150]}'))
    page.on('pageerror', lambda e: notes.append(f'error: {str(e)[:150]}'))
    ours = base, 'data:', 'blob:'
    page.on('request', lambda r: r.url.startswith(ours) or notes.append(f'asks another host: {r.url[:100]}'))
    return page, notes

ALL,CONTRAST = '',"runOnly: ['color-contrast']"
WITHOUT = "rules: {'color-contrast': {enabled: false}}" # colours depend on the theme, not on the width: it takes long

def _accessibility(page, chosen):
    "The serious and critical findings of axe, of the rules that are `chosen`."
    violations = page.evaluate(f"() => axe.run(document, {{resultTypes: ['violations'], {chosen}}})")['violations']
    hits = [v for v in violations if v['impact'] in ('serious', 'critical')]
    return [f'axe: {v["id"]}, {len(v["nodes"])} times, first {v["nodes"][0]["html"][:90]}' for v in hits]

def _becomes(page, condition, arg=None):
    "Whether a condition becomes true on a page within some seconds: machines are busy."
    from playwright.sync_api import TimeoutError
    try: return page.wait_for_function(condition, arg=arg, timeout=5000) and True
    except TimeoutError: return False

def _themed(page, theme, rules):
    "What is wrong with the page that is open, in one theme."
    page.emulate_media(color_scheme=theme)
    dark = 'dark => document.documentElement.classList.contains("quarto-dark") == dark'
    follows = [] if _becomes(page, dark, theme == 'dark') else ['does not follow the theme of the system']
    return [f'{theme}: {o}' for o in [*follows, *page.evaluate(MEASURE), *_accessibility(page, rules)]]

def look_at(browser, base, name, width, axe):
    "What is wrong with one page at one width: everything in the light, colours and widths in the dark."
    page,notes = _watched(browser, base, width)
    page.goto(base + name, wait_until='load')
    page.evaluate(axe)
    page.add_style_tag(content='* { transition: none !important }')
    light = ALL if width == WIDTHS[0] else WITHOUT
    found = [*_themed(page, 'light', light), *_themed(page, 'dark', CONTRAST), *page.evaluate(EMPTY_LINKS), *notes]
    page.context.close()
    return [f'{name} at {width} px, {o}' for o in dict.fromkeys(found)]

def searches(browser, base):
    "Searches whose first answer is another page than the one that tells of it."
    page,notes = _watched(browser, base)
    page.goto(base)
    field = page.locator('.smalldocs-search input').first
    for words,wanted in SEARCHES.items():
        if not (DOCS/wanted.split('#')[0]).exists(): continue
        page.evaluate('document.querySelectorAll(".search-result").forEach(o => o.remove())')
        field.fill(words)
        some = _becomes(page, 'document.querySelector(".search-result")')
        first = page.locator('.search-result').first.get_attribute('href').removeprefix('./') if some else 'nothing'
        good = first.startswith(wanted) if wanted.endswith('#') else first == wanted
        if not good: yield f'the search for "{words}" brings {first} first, not {wanted}'
    yield from notes
    page.context.close()

def switches(browser, base):
    "Whether the theme switch changes the page, and whether the choice is kept on the next page."
    page,_ = _watched(browser, base)
    page.goto(base)
    page.locator('.quarto-color-scheme-toggle').first.click()
    dark = 'document.documentElement.classList.contains("quarto-dark")'
    if not _becomes(page, dark): yield 'the theme switch changes nothing'
    page.goto(base + 'api.html')
    if not _becomes(page, dark): yield 'the theme switch is forgotten on the next page'
    page.context.close()

def _drawn(seed=0):
    "Predictions of 60 images and four labels; two decimals, so that the thresholds shown are the thresholds used."
    import numpy as np
    from multilabel_nb.metrics import Predictions
    rng = np.random.default_rng(seed)
    targs = rng.random((60,4)) < .4
    probs = np.round(.3*targs + .7*rng.random((60,4)), 2)
    return Predictions(probs.astype('float32'), targs, list('abcd'))

SHOWN = """() => {
  const text = o => o.textContent.trim(), rows = [...document.querySelectorAll('.mlnb tr')]
  const labels = rows.filter(o => o.querySelector('td input'))
  const row = name => [...rows.find(o => text(o.querySelector('th, td')) == name).querySelectorAll('td')].map(text)
  return {thresholds: labels.map(o => +text(o.querySelectorAll('td')[1])), macro: row('macro'), micro: row('micro')}
}"""

def explorer(browser, base):
    "Whether the explorer's figures equal `score`, at the start and after a slider was moved."
    from multilabel_nb.metrics import score
    from multilabel_nb.thresholds import explorer
    preds,(page,notes) = _drawn(),_watched(browser, base)
    page.set_content(explorer(preds)._repr_html_())
    for moves in range(3):
        for _ in range(moves*2): page.locator('.mlnb tr td input').nth(moves).press('ArrowRight')
        shown = page.evaluate(SHOWN)
        for average in ('macro', 'micro'):
            for metric,said in zip(('precision', 'recall', 'f1'), shown[average]):
                true = score(preds, metric, thresholds=shown['thresholds'], average=average)
                words = f'the explorer shows {average} {metric} {said}, `score` says {true:.4f}'
                if abs(float(said) - true) > .00051: yield words
    yield from notes
    page.context.close()

def _with_browser(program, work):
    "What `work` finds with a browser of its own, so that several can look at once."
    from playwright.sync_api import sync_playwright
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=ARGUMENTS)
        found = list(work(browser))
        browser.close()
    return found

def _all(names, program):
    "Everything that browsers find wrong, each with a share of the views."
    (server,base),axe,n = _serve(),_axe(),min(4, os.cpu_count() or 1)
    views = [(name, width) for name in names for width in WIDTHS]
    def share(k): return lambda b: (o for view in views[k::n] for o in look_at(b, base, *view, axe))
    def rest(b): return (o for test in (searches, switches, explorer) for o in test(b, base))
    def run(work): return _with_browser(program, work)
    with ThreadPoolExecutor(n) as pool: found = list(pool.map(run, [*map(share, range(n)), rest]))
    server.shutdown()
    return sorted(o for some in found for o in some)

def look(names):
    "Look at the pages named, or at all; the exit message, or None."
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not program: return print(MISSING)
    pages = [f'{n.removesuffix(".html")}.html' for n in names] or sorted(f.name for f in DOCS.glob('*.html'))
    if not pages: return 'browser: no page in _docs: run python tools/site.py first'
    start = time.time()
    found = _all(pages, program)
    soft = [o for o in found if CONTENT.search(o) and o.split('.html')[0] not in DONE]
    if soft: print(*(f'  {o}' for o in soft), sep='\n')
    views = f'{len(pages)} pages at {WIDTHS} px, light and dark, in {time.time() - start:.0f} s'
    print(f'{views}: {len(found)} findings, {len(soft)} of them in old text')
    return '\n'.join(o for o in found if o not in soft) or None
