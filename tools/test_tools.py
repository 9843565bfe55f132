"Test the tools on packages made for it: each check is seen to fail. All tests, or those named."
import contextlib, io, json, re, shutil, subprocess, sys, tempfile
from pathlib import Path

import house
house.DONE.clear() # the packages of these tests have chapters of their own

ROOT = Path(__file__).resolve().parent.parent

@contextlib.contextmanager
def folder():
    "A temporary folder."
    with tempfile.TemporaryDirectory() as d: yield Path(d).resolve()

def package(path, **rooms):
    "A package in `path` with the given rooms, and the least that the light ones need."
    empty = dict(metrics='import math\n', thresholds='from .metrics import *\n', cli='def app(args, standalone_mode): print("help")\n')
    pkg = path/'multilabel_nb'
    pkg.mkdir()
    for name,text in {'__init__':'', **empty, **rooms}.items(): (pkg/f'{name}.py').write_text(text, encoding='utf-8')
    return pkg

def notebook(path, name, *sources):
    "A notebook of code cells in `path`."
    path.mkdir(exist_ok=True)
    cells = [dict(cell_type='code', source=s.splitlines(keepends=True)) for s in sources]
    (path/f'{name}.ipynb').write_text(json.dumps(dict(cells=cells)), encoding='utf-8')

def found(cells=(), strict=False, **rooms):
    "What house.py finds in a package of `rooms` with one notebook of `cells`, and what it prints."
    with folder() as path, contextlib.redirect_stdout(io.StringIO()) as out:
        notebook(path/'nbs', '01_a', *cells)
        return house.findings(package(path, **rooms), path/'nbs', strict), out.getvalue()

def only(part, *args, **kwargs):
    "House.py finds one thing, and says `part`."
    res,_ = found(*args, **kwargs)
    assert len(res) == 1 and part in res[0], res

def test_clean():
    res,out = found(files='def a():\n    "b"\n    return 1\n', data='from .files import a\n')
    assert not res, res
    assert '5 rooms, 2 arrows' in out and '0 imports of a room inside' in out and re.search(r'cli: \d\.\d\d s', out), out

def test_lines():
    short = ''.join(f'a{i} = {i}\n' for i in range(30))
    only('files.py:31 has 121 columns', files=short + 'b = ' + 117*'1' + '\n')
    assert not found(files=short + 'b = ' + 116*'1' + '\n')[0]
    assert not found(files=short + '# ' + 140*'c' + '\n__all__ = [' + ', '.join(f"'a{i}'" for i in range(30)) + ']\n')[0]
    wide = ''.join(f'a{i} = {i:090}\n'.replace('= 0', '= 1') for i in range(10, 30))
    only('The p90 of the lines of code is 96', files=wide)

def test_functions():
    body = ''.join(f'    a{i} = {i}\n' for i in range(25))
    assert not found(files='def f(\n    x, # a\n    y, # b\n):\n    "doc"\n' + body)[0]
    only('files.f has a body of 26 lines', files=f'def f():\n    "doc"\n{body}    return 1\n')
    only('files.f has a body of 26 lines', files='class A:\n    async def f(self):\n' + re.sub('(?m)^', '    ', body + '    b = 1'))

def test_floors():
    only('data.py:1 imports thresholds, which is not on a lower floor', data='from .thresholds import *\n')
    only('scenes.py:1 imports figures, which is not on a lower floor', scenes='from multilabel_nb.figures import BLUE\n', figures='BLUE = 1\n')
    only('data.py:3 imports report, which is not on a lower floor', data='def f():\n    import sys\n    from . import report\n', report='')
    only('scenes.py:1 imports data, which is not on a lower floor', scenes='import multilabel_nb.data as d\n', data='')
    only('extra.py has no floor', extra='')
    only('data.py:1 imports extra, which has no floor', data='from .extra import a\n')
    assert not found(data='from multilabel_nb import __version__\nfrom .files import *\n', files='')[0]

def test_inside_functions():
    only('export.py:2 imports files inside a function', export='def f():\n    from .files import a\n', files='')
    only('metrics.py:1 imports check', metrics='def f(): from .check import a\n', check='')
    res,out = found(metrics='def f():\n    from multilabel_nb.data import a\n', data='', losses='', thresholds='def f():\n    from .losses import B\n')
    assert not res and '2 imports of a room inside functions' in out, (res, out)

def test_numeric(): only('thresholds.py:1 imports losses on top', thresholds='from .losses import B\n', losses='B = 1\n')

def test_private():
    only('data.py:1 imports files._a, which is private', data='from .files import b, _a\n', files='')
    only('data.py:2 uses fs._a, which is private', data='from . import files as fs\nx = fs._a + fs.__name__ + fs.b\n', files='')

def test_repeats():
    same = ''.join(f'a{i} = {i}\n' for i in range(8))
    only('files.py:2 has 6 lines that stand in data.py:1 as well', data=same, files='z = 1\n' + same)
    five = ''.join(f'a{i} = {i}\n' for i in range(5))
    assert not found(data=five + 'x = 1\n', files=five + 'y = 1\n')[0]

def test_light():
    heavy = 'import sys, types\nsys.modules["torch"] = types.ModuleType("torch")\n'
    only('Importing metrics thresholds loads torch', metrics=heavy)
    only('Importing cli loads torch', cli=heavy + 'def app(args, standalone_mode): pass\n')
    only('Importing cli loads torch', cli='def app(args, standalone_mode):\n    ' + heavy.replace('\n', '\n    ') + 'pass\n')
    only('cannot be imported: NameError', metrics='oops\n')

def test_cells():
    tall,wide = 9*'a = 1\n', 'a = ' + 85*'1'
    only('01_a.ipynb cell 0 has 9 lines of up to 5 columns', [tall], strict=True)
    only('01_a.ipynb cell 1 has 1 lines of up to 89 columns', ['a = 1', wide], strict=True)
    hidden = [f'{mark}\n{tall}' for mark in ('#| hide', '#|export', '#| exporti', '#| exports', '#| echo: false', '#| export metrics')]
    assert not found(['#| slow\n' + 8*'a = 1\n\n', *hidden], strict=True)[0]
    res,out = found([tall, wide])
    assert not res and '01_a.ipynb: 2 cells over' in out, (res, out)
    house.DONE.append('01_a')
    try: only('01_a.ipynb cell 0 has 9', [tall])
    finally: house.DONE.remove('01_a')

def test_done_names():
    house.DONE.append('02_b')
    try: only('There is no notebook 02_b')
    finally: house.DONE.remove('02_b')

def test_map():
    "CONTRIBUTING.md shows the floors that house.py checks."
    text = (ROOT/'CONTRIBUTING.md').read_text(encoding='utf-8')
    floors = [set(re.findall(r'`(\w+)`', row)) for row in re.findall(r'(?m)^\| \d+ \| (.*) \|$', text)]
    assert floors[::-1] == [set(f.split()) for f in house.FLOORS], floors

def test_actions():
    "Each action that a workflow uses is pinned by its commit, with the version beside it."
    used = [u for f in (ROOT/'.github'/'workflows').glob('*.yml') for u in re.findall(r'uses: (.*)', f.read_text(encoding='utf-8'))]
    loose = [u for u in used if not re.fullmatch(r'\./\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+', u)]
    assert used and not loose, loose

def sh(*args, cwd, ok=True):
    "The output of a command; it has to succeed, or to fail."
    res = subprocess.run(list(map(str, args)), cwd=cwd, text=True, capture_output=True)
    assert (res.returncode == 0) == ok, res.stdout + res.stderr
    return (res.stdout + res.stderr).strip()

@contextlib.contextmanager
def repository(changes='- A change.'):
    "A repository with what a release needs from this one, with something to release."
    with folder() as path:
        for name in ('settings.ini', 'pyproject.toml', 'setup.py', 'README.md', 'LICENSE', 'CHANGELOG.md', '.gitignore'): shutil.copy(ROOT/name, path)
        for name in ('tools', 'multilabel_nb'): shutil.copytree(ROOT/name, path/name, ignore=shutil.ignore_patterns('__pycache__'))
        (path/'nbs').mkdir()
        log = path/'CHANGELOG.md'
        text = re.sub(r'(?ms)^## Unreleased$.*?(?=^## )', '', log.read_text(encoding='utf-8'))
        log.write_text(text.replace('\n## ', f'\n## Unreleased\n\n{changes}\n\n## ', 1), encoding='utf-8')
        sh('git', 'init', '-q', cwd=path)
        for k,v in dict(name='A', email='a@example.org').items(): sh('git', 'config', f'user.{k}', v, cwd=path)
        commit(path)
        yield path

def commit(path):
    sh('git', 'add', '-A', cwd=path)
    sh('git', 'commit', '-qm', 'All', cwd=path)

def release(path, version, **kwargs): return sh(sys.executable, 'tools/release.py', version, cwd=path, **kwargs)

def test_release():
    with repository() as path:
        before = re.search(r'(?m)^version = (.*)', (path/'settings.ini').read_text(encoding='utf-8'))[1]
        major = str(int(before.split('.')[0]) + 1)
        assert f'git push origin HEAD v{major}.0.0' in release(path, f'{major}.0.0')
        assert (path/'multilabel_nb'/'__init__.py').read_text(encoding='utf-8').startswith(f'__version__ = "{major}.0.0"')
        assert re.search(rf'(?m)^## {major}\.0\.0, \d{{4}}-\d\d-\d\d\n\n- A change\.$', (path/'CHANGELOG.md').read_text(encoding='utf-8'))
        sh(sys.executable, 'tools/metadata.py', '--check', cwd=path)
        assert not sh('git', 'status', '--porcelain', cwd=path)
        assert sh('git', 'rev-parse', f'v{major}.0.0^{{}}', cwd=path) == sh('git', 'rev-parse', 'HEAD', cwd=path)
        assert sh('git', 'tag', '-l', '--format=%(contents:body)', cwd=path) == '- A change.'
        changed = {'settings.ini', 'CHANGELOG.md', 'multilabel_nb/__init__.py'}
        assert changed == set(sh('git', 'diff', '--name-only', 'HEAD~', cwd=path).split())
        assert 'is not greater' in release(path, f'{major}.0.0', ok=False)
        assert 'says nothing under' in release(path, f'{major}.0.1', ok=False)

def test_release_refused():
    with repository() as path:
        head = sh('git', 'rev-parse', 'HEAD', cwd=path)
        for version,why in {'9.9':'is not a version', '9.9.9rc1':'is not a version', '0.0.1':'is not greater than'}.items():
            assert why in release(path, version, ok=False)
        (path/'new').write_text('a', encoding='utf-8')
        assert 'not committed' in release(path, '99.0.0', ok=False)
        (path/'new').unlink()
        sh('git', 'tag', 'v99.0.0', cwd=path)
        assert 'The tag v99.0.0 exists' in release(path, '99.0.0', ok=False)
        assert not sh('git', 'status', '--porcelain', cwd=path) and sh('git', 'rev-parse', 'HEAD', cwd=path) == head
    with repository(changes='') as path: assert 'says nothing under "## Unreleased"' in release(path, '99.0.0', ok=False)

def test_release_broken():
    with repository() as path:
        (path/'tools'/'metadata.py').write_text('import sys; sys.exit("no")', encoding='utf-8')
        commit(path)
        head = sh('git', 'rev-parse', 'HEAD', cwd=path)
        release(path, '99.0.0', ok=False)
        assert not sh('git', 'status', '--porcelain', cwd=path) and not sh('git', 'tag', cwd=path)
        assert sh('git', 'rev-parse', 'HEAD', cwd=path) == head

def test_bump_of_nbdev():
    "It changes `__version__` alone, and the gate refuses that: tools/release.py is the way."
    with repository() as path:
        sh('nbdev-bump-version', cwd=path)
        assert '__init__.py differ from settings.ini' in sh(sys.executable, 'tools/metadata.py', '--check', cwd=path, ok=False)

def test_outputs():
    "A table is compared as HTML: its text is cut where a terminal seems narrow, its numbers are not."
    import outputs
    def said(text, html): return outputs.texts(dict(outputs=[dict(data={'text/plain':text, 'text/html':html})]))
    table = '<table><tr><td>cat</td><td>0.5</td></tr></table>'
    assert not outputs.differs(said('cat 0.5', table), said('cat ...', table))
    assert outputs.differs(said('cat ...', table), said('cat ...', table.replace('0.5', '0.6')))
    assert outputs.differs(said('0.5', ''), said('0.6', ''))

if __name__ == '__main__':
    names = [f'test_{n}' for n in sys.argv[1:]] or [n for n in globals() if n.startswith('test_')]
    for name in names: globals()[name]()
    print(f'{len(names)} tests of the tools passed')
