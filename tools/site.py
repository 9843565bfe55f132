"""Build the docs site in _docs and README.md from nbs/, and say what is wrong with it.

    python tools/site.py               build; write README.md
    python tools/site.py --check       build; exit 1 if README.md is stale
    python tools/site.py --quarto      build with Quarto, where it is installed
    python tools/site.py --browser     look at what was built in a browser; with names of pages, at those
    python tools/site.py --run-alone   run the cells that the pages show; with names of pages, of those
    python tools/site.py --pin         write the version of settings.ini into install cells and Colab badges

Exits 1 on a broken link, a file of another host, or a finding on a page that is listed as done (tools/pages)."""
import argparse, json, os, re, shutil, sys

import yaml
from fastcore.utils import working_directory

os.environ['PYTHONWARNINGS'] = 'ignore::FutureWarning' # the pages run imports again, and torch warns fastai in some
from pages import DOCS, DONE, NBS, ROOT
from pages.extras import add_pages, markdown_copies
from pages.polish import polish
from pages.prepare import numbers, prepare, slug
from pages.problems import in_notebooks, in_pages, version
from pages.readme import readme, stale, write
from pages.render import process, quarto, smalldocs
from pages.style import trim

def notebooks():
    "The notebooks of nbs/, name to content."
    return {f.name: json.loads(f.read_text(encoding='utf-8')) for f in sorted(NBS.glob('*.ipynb'))}

def chapters():
    "The notebooks in the sidebar's order, and their numbers."
    return numbers(yaml.safe_load((ROOT/'_quarto.yml').read_text(encoding='utf-8')))

def done(finding):
    "Whether a finding is on a page that meets everything already."
    return slug(re.sub(r'\.html$', '', re.match(r'[\w.]+', finding)[0])) in DONE

def report(hard, soft):
    "Print what old pages cannot meet yet; the exit message, or None."
    open_ = [o for o in soft if not done(o)]
    if open_: print(*(f'  {o}' for o in open_), f'{len(open_)} findings on pages that are not listed as done', sep='\n')
    return '\n'.join([*hard, *filter(done, soft)]) or None

def build(renderer):
    "Render the site; the README with its pictures, and what the renderer complained about."
    proc = process()
    words = readme(proc)
    changed = prepare(proc)
    add_pages(proc, {f.name: nb for f,nb in changed.items()}, chapters())
    found = renderer(proc)
    shutil.rmtree(proc, ignore_errors=True)
    return words, found

def main(check, renderer):
    "Build everything; the exit message, or None."
    files = notebooks()
    hard,soft = in_notebooks(files)
    if stops := [*hard, *(o for o in soft if 'has no title' in o)]: return '\n'.join(stops)
    words,found = build(renderer)
    old = ', '.join(stale(*words)) if check else write(*words)
    if old: hard.append(f'site: {old} differ from nbs/index.ipynb: run python tools/site.py')
    if renderer is smalldocs:
        markdown_copies(['index.ipynb', *chapters()])
        polish()
        trim()
        more_hard,more_soft = in_pages(files)
        hard,soft = hard + more_hard,soft + more_soft
    print(f'{len(list(DOCS.glob("*.html")))} pages in _docs')
    return report(hard + found, soft)

def pin():
    "Write the version of settings.ini into the install cells and Colab badges of the notebooks."
    for f in sorted(NBS.glob('*.ipynb')):
        old = f.read_text(encoding='utf-8')
        new = re.sub(r'(pip install -Uqq [^\n]*?git\+https://[\w./-]+?)(?:@v[\w.]+)?(?=\\")', rf'\1@v{version()}', old)
        new = re.sub(r'(colab\.research\.google\.com/github/[\w.-]+/[\w.-]+/blob/)[\w.-]+', rf'\1v{version()}', new)
        if new != old: f.write_text(new, encoding='utf-8')

def chosen(args):
    "Do what the arguments ask for; the exit message, or None."
    if args.pin: return pin()
    if args.run_alone is not None:
        from pages.alone import run_alone
        return run_alone(args.run_alone)
    if args.browser is not None:
        from pages.browser import look
        return look(args.browser)
    return main(args.check, quarto if args.quarto else smalldocs)

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--check', action='store_true', help='do not write README.md, exit 1 if it is stale')
    p.add_argument('--quarto', action='store_true', help='build with Quarto')
    p.add_argument('--browser', nargs='*', metavar='PAGE', help='test the built pages in a browser')
    p.add_argument('--run-alone', nargs='*', metavar='PAGE', help='run the visible cells of the built pages')
    p.add_argument('--pin', action='store_true', help='pin the version in install cells and badges')
    with working_directory(ROOT): sys.exit(chosen(p.parse_args()))
