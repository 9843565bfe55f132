"Run chapters as Colab does: from the built wheel, in an empty folder, in an environment without nbdev. All chapters, or those named."
import argparse, json, os, shutil, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIP = '#| eval: false', '#| slow', '#| cuda', '#| notest'
RUN = '''
import importlib.util, sys, nbformat
from nbclient import NotebookClient
assert importlib.util.find_spec('nbdev') is None, 'nbdev is installed: this is not Colab'
nb = nbformat.read(sys.argv[1], 4)
NotebookClient(nb, timeout=900, kernel_name='python3', resources=dict(metadata=dict(path='.'))).execute()
'''

def _sh(*args, **kwargs): subprocess.run(list(map(str, args)), check=True, **kwargs)

def environment(tmp):
    "A new virtual environment with the wheel and what Colab has; its Python."
    _sh(sys.executable, '-m', 'pip', 'wheel', '-q', '--no-deps', '-w', tmp/'dist', ROOT)
    _sh(sys.executable, '-m', 'venv', tmp/'venv')
    python = tmp/'venv'/('Scripts' if os.name == 'nt' else 'bin')/'python'
    _sh(python, '-m', 'pip', 'install', '-q', f'{next((tmp/"dist").glob("*.whl"))}[book]', 'nbclient', 'ipykernel')
    return python

def run_chapter(python, nb, tmp):
    "Whether the notebook `nb`, without the cells that Colab users do not need, runs in an empty folder."
    folder = tmp/nb.stem
    folder.mkdir()
    cells = json.loads(nb.read_text(encoding='utf-8'))
    cells['cells'] = [c for c in cells['cells'] if not any(l.startswith(SKIP) for l in ''.join(c['source']).splitlines())]
    (folder/nb.name).write_text(json.dumps(cells), encoding='utf-8')
    ok = subprocess.run([python, '-c', RUN, nb.name], cwd=folder).returncode == 0
    print(f'{nb.name}: {"runs" if ok else "FAILS"} from the wheel', flush=True)
    return ok

def main(names):
    "Run the chapters; the number that fail."
    nbs = [ROOT/'nbs'/f'{n.removesuffix(".ipynb")}.ipynb' for n in names] or sorted((ROOT/'nbs').glob('*.ipynb'))
    tmp = Path(tempfile.mkdtemp(prefix='colab-'))
    try:
        python = environment(tmp)
        return sum(not run_chapter(python, nb, tmp) for nb in nbs)
    finally: shutil.rmtree(tmp, ignore_errors=True)

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('names', nargs='*', help='notebooks in nbs/, such as 21_report')
    sys.exit(main(p.parse_args().names))
