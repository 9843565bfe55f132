"Make a release: set the version in settings.ini, write what is generated from it, date the changelog, commit and tag. Pushing the tag publishes."
import argparse, datetime, re, subprocess, sys
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS,CHANGELOG = ROOT/'settings.ini', ROOT/'CHANGELOG.md'
TOP = '## Unreleased'

def git(*args): return subprocess.run(['git', *args], cwd=ROOT, check=True, text=True, capture_output=True).stdout.strip()

def numbers(version): return tuple(map(int, version.split('.')))

def current():
    "The version in settings.ini."
    return re.search(r'(?m)^version *= *(\S+)', SETTINGS.read_text(encoding='utf-8'))[1]

def notes():
    "What the changelog says under its top section, or an empty string."
    found = re.search(rf'(?ms)^{TOP}$(.*?)(?=^## |\Z)', CHANGELOG.read_text(encoding='utf-8'))
    return found[1].strip() if found else ''

def refusal(version):
    "Why `version` cannot be released, in one sentence, or None."
    if not re.fullmatch(r'(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}', version): return f'{version} is not a version: give three numbers, such as 1.2.3.'
    if numbers(version) <= numbers(current()): return f'{version} is not greater than {current()}, the version in settings.ini.'
    if git('status', '--porcelain'): return 'There are changes that are not committed: commit them, or put them aside.'
    if git('tag', '--list', f'v{version}'): return f'The tag v{version} exists: choose another version.'
    if not notes(): return f'CHANGELOG.md says nothing under "{TOP}": write there what has changed.'

def replace(path, pattern, text):
    "Replace the one line of the file `path` that fits `pattern`."
    path.write_text(re.sub(f'(?m)^{pattern}$', text, path.read_text(encoding='utf-8'), count=1), encoding='utf-8', newline='\n')

def release(version):
    "Set the version, date the changelog, commit and tag; after an error everything is as it was."
    start,changes = git('rev-parse', 'HEAD'), notes()
    try:
        replace(SETTINGS, 'version *=.*', f'version = {version}')
        replace(CHANGELOG, TOP, f'## {version}, {datetime.date.today()}')
        run = partial(subprocess.run, cwd=ROOT, check=True)
        run([sys.executable, 'tools/metadata.py'])
        run([sys.executable, 'tools/site.py', '--pin'])
        git('commit', '-aqm', f'Release {version}')
        git('tag', '-a', f'v{version}', '--cleanup=verbatim', '-m', f'{version}\n\n{changes}')
    except BaseException:
        git('reset', '-q', '--hard', start)
        raise

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('version', help='three numbers, such as 1.2.3')
    version = p.parse_args().version
    if why := refusal(version): sys.exit(f'release: {why}')
    release(version)
    print(f'Version {version} is committed and tagged. This publishes it: git push origin HEAD v{version}')
