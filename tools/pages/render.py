"From notebooks to pages: nbdev's processors, then smalldocs, or Quarto where it is installed and asked for."
import re, shutil, subprocess

from nbdev.config import get_config
from nbdev.doclinks import nbdev_export
from nbdev.quarto import refresh_quarto_yml
from nbdev.serve import proc_nbs

from . import DOCS, NBS, ROOT

# what smalldocs says about keys that are Quarto's, and that `polish` does
EXPECTED = re.compile('output-file is not read|unknown key format-links|html-math-method|canonical-url|respect-user')

def process():
    "Run nbdev's processors over the notebooks; the folder of results."
    link = NBS/'_quarto.yml'
    if link.read_text(encoding='utf-8').strip() == '../_quarto.yml': shutil.copy(ROOT/'_quarto.yml', link)
    nbdev_export.__wrapped__()
    refresh_quarto_yml()
    return proc_nbs(get_config().nbs_path, force=True)

def _take(built):
    shutil.rmtree(DOCS, ignore_errors=True)
    shutil.move(built, DOCS)

def smalldocs(proc):
    "Render the site with smalldocs; its warnings, broken links among them."
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
    _take(site.out)
    return [w for w in site.warnings if not EXPECTED.search(w)]

def quarto(proc):
    "Render the site with Quarto."
    if not shutil.which('quarto'): return ['site: Quarto is not installed: build without --quarto']
    if subprocess.run(['quarto', 'render', '--no-execute'], cwd=proc).returncode: return ['site: Quarto failed']
    _take(proc/DOCS.name)
    return []
