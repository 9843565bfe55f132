"Compare the text outputs of notebooks that were run again with the stored ones; exits 1 where they differ by more than times and last digits."
import argparse, json, re, sys
from pathlib import Path

from finished import FINISHED

NUMBER = re.compile(r'-?\d+(?:\.\d+)?(?:e[-+]?\d+)?')
# What no two runs share: a time, an address in memory, the place of a temporary folder
NOISE = re.compile(r'\b\d+:\d\d\b | 0x[0-9a-f]+ | /\S*tmp\S* | \b\d+(?:\.\d+)?\s?(?:ms|µs|us|s|seconds|min|MB|kB)\b', re.X)
NEAR = .05 # a training on another processor ends in other digits

def _text(x): return ''.join(x) if isinstance(x, list) else x or ''

TAGS = re.compile(r'<style.*?</style>|<script.*?</script>|<[^>]+>', re.S)

def _shown(data):
    "The text of what a cell shows; of a table as HTML, since pandas cuts its text where a terminal seems narrow."
    html = _text(data.get('text/html'))
    return TAGS.sub(' ', html) if '<table' in html else _text(data.get('text/plain'))

def texts(cell):
    "The text outputs of `cell`, joined: what it printed and what it showed."
    return '\n'.join(_text(o.get('text')) or _shown(o.get('data', {})) for o in cell.get('outputs', []))

def is_timed(cell): return bool(re.search(r'^%%?time|#\|\s*timed', _text(cell['source']), re.M))

def differs(old, new):
    "Why the text `new` is not `old`, or None."
    old,new = [NOISE.sub('~', o) for o in (old, new)]
    words = [re.sub(r'[-\s]+', ' ', NUMBER.sub('#', o)).strip() for o in (old, new)]
    if words[0] != words[1]: return f'{words[0][:60]!r} became {words[1][:60]!r}'
    for a,b in zip(NUMBER.findall(old), NUMBER.findall(new)):
        if abs(float(a) - float(b)) > NEAR*max(1, abs(float(a))): return f'{a} became {b}'

def compare(stored, again):
    "Yield a sentence for each cell of the notebook `again` whose output is not what `stored` holds."
    cells = [json.loads(p.read_text(encoding='utf-8'))['cells'] for p in (stored, again)]
    for i,(old,new) in enumerate(zip(*cells)):
        if old['cell_type'] != 'code' or is_timed(old): continue
        if why := differs(texts(old), texts(new)): yield f'{stored.name} cell {i}: {why}: run it with --save'

def main(again, stored):
    "Compare all notebooks of the folder `again` with those of `stored`; the number of findings in finished ones."
    nbs = sorted(Path(again).glob('*.ipynb'))
    found = [o for nb in nbs for o in compare(Path(stored)/nb.name, nb)]
    for o in found: print(o)
    print(f'{len(nbs)} notebooks run again, {len(found)} cells with another output')
    return len([o for o in found if o.partition('.ipynb')[0] in FINISHED])

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('again', help='folder of notebooks that were run again')
    p.add_argument('stored', nargs='?', default='nbs', help='folder of the stored ones')
    args = p.parse_args()
    sys.exit(main(args.again, args.stored) > 0)
