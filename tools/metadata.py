"Write pyproject.toml and `__version__` from settings.ini; with --check, change nothing and fail if they differ."
import argparse, configparser, contextlib, io, json, re, sys
from pathlib import Path

from nbdev.migrate import nbdev_migrate_config

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ROOT/'pyproject.toml', ROOT/'multilabel_nb'/'__init__.py'

def _toml_table(name, items): return f'\n[{name}]\n' + ''.join(f'{k} = {v}\n' for k,v in items)

def generate():
    "Write the generated files from settings.ini."
    ini = configparser.ConfigParser()
    ini.read(ROOT/'settings.ini', encoding='utf-8')
    def own(section): return [(k,v) for k,v in ini.items(section) if k not in ini.defaults()]
    with contextlib.redirect_stdout(io.StringIO()): nbdev_migrate_config.__wrapped__(str(ROOT))
    text = GENERATED[0].read_text(encoding='utf-8')
    if '[tool.nbdev]' not in text: sys.exit('metadata: the migration of nbdev wrote no [tool.nbdev] table')
    extras = _toml_table('project.optional-dependencies', [(k,json.dumps(v.split())) for k,v in own('extras')])
    text = text.replace('\n[tool.setuptools', extras + '\n[tool.setuptools', 1).rstrip() + '\n'
    # only what is listed: otherwise setuptools takes the folder of templates for a package
    data = _toml_table('tool.setuptools', [('include-package-data','false')])
    data += _toml_table('tool.setuptools.package-data', [(k,json.dumps(v.split())) for k,v in own('package-data')])
    text = text.replace('\n[tool.nbdev]', data + '\n[tool.nbdev]', 1)
    text += ''.join(f'{k} = {v}\n' for k,v in own('nbdev')) + _toml_table('tool.chkstyle', own('chkstyle'))
    text = '# Generated from settings.ini by tools/metadata.py: edit that file.\n' + re.sub(r'\n{3,}', '\n\n', text)
    GENERATED[0].write_text(text, encoding='utf-8')

def check():
    "Generate, compare with what was there, put that back; the names of the files that differ."
    before = {f: f.read_text(encoding='utf-8') for f in GENERATED}
    try:
        generate()
        return [f.name for f,old in before.items() if f.read_text(encoding='utf-8') != old]
    finally:
        for f,old in before.items(): f.write_text(old, encoding='utf-8')

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--check', action='store_true', help='change nothing, exit 1 if a file is stale')
    if p.parse_args().check:
        if stale := check(): sys.exit(f'metadata: {", ".join(stale)} differ from settings.ini: run python tools/metadata.py')
    else: generate()
