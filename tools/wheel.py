"Build wheel and sdist, into a folder if one is named; fail unless both hold the whole package, and the wheel alone renders its templates."
import os, subprocess, sys, tarfile, tempfile, zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRY = '''
from pathlib import Path
import multilabel_nb, multilabel_nb.files as files
assert Path(files.__file__).is_relative_to(Path.cwd()/"wheel"), files.__file__
names = files._templates().list_templates()
for name in names: files._templates().get_template(name)
table = files.render("thresholds.html", caption="a < b", rows=[("<b>", 0.5)], notes=[])
assert "a &lt; b" in table and "&lt;b&gt;" in table, table
print(f"{len(names)} templates compile from the wheel of {multilabel_nb.__version__}")
'''

def needed():
    "The files of the package that are tracked or not ignored: they must be in the wheel and in the sdist."
    ask = 'git', 'ls-files', '-co', '--exclude-standard', 'multilabel_nb'
    listed = subprocess.run(ask, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    return {f for f in listed if (ROOT/f).exists()}

def build(out):
    "Build both into `out`; the wheel is made from the sdist, as an installer that has only the sdist would."
    command = sys.executable, '-m', 'build', '-o', out, ROOT
    log = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if log.returncode: sys.exit(f'{log.stdout}\nwheel: the build failed')
    return next(out.glob('*.whl')),next(out.glob('*.tar.gz'))

def missing(wheel, sdist):
    "What `wheel` and `sdist` lack."
    with zipfile.ZipFile(wheel) as z: in_wheel = set(z.namelist())
    with tarfile.open(sdist) as t: in_sdist = {name.partition('/')[2] for name in t.getnames()}
    top = {'setup.py','pyproject.toml','README.md','LICENSE'}
    return [f'wheel: {f}' for f in needed() - in_wheel] + [f'sdist: {f}' for f in (needed() | top) - in_sdist]

def check(tmp, out):
    "Fail with one sentence if something is missing or the unpacked wheel does not render."
    wheel,sdist = build(out)
    if lost := missing(wheel, sdist): sys.exit(f'wheel: missing {", ".join(sorted(lost))}')
    with zipfile.ZipFile(wheel) as z: z.extractall(tmp/'wheel')
    env = os.environ | dict(PYTHONPATH=str(tmp/'wheel'))
    subprocess.run([sys.executable, '-c', TRY], cwd=tmp, env=env, check=True)
    print(f'{wheel.name} and {sdist.name} hold all {len(needed())} files of the package')

if __name__ == '__main__':
    with tempfile.TemporaryDirectory(prefix='wheel-') as tmp:
        tmp = Path(tmp).resolve()
        check(tmp, Path(sys.argv[1]).resolve() if sys.argv[1:] else tmp/'dist')
