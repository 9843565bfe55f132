"List the numbers in the prose of notebooks that no cell computes and no source carries; exits 1 if there is any."
import argparse, json, re, sys
from pathlib import Path

from finished import FINISHED

ROOT = Path(__file__).resolve().parent.parent
# What is no claim: code, mathematics, links and their targets, HTML tags, chapter and figure numbers, years, names
SKIP = re.compile(r'''```.*?``` | `[^`]*` | \$\$.*?\$\$ | \$[^$\n]*\$ | \\\(.*?\\\) | \]\([^)]*\) | <!--.*?--> | <[^>]+> | https?://\S+
    | (?:chapters?|figures?|section|equation|table|part|steps?|version|Python|torch|fastai|PyTorch)\s+\d+(?:\.\d+)* | \b(?:19|20)\d\d\b''', re.X | re.S | re.I)
NUMBER = re.compile(r'(?<![\w.#-])[-−]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?![\w-])|(?<![\w.])\.\d+')
SMALL = 13 # a count up to a dozen is a word of the language, not a measurement
CITED = re.compile(r'\]\(http|\bcited\b|excused:', re.I)

def _text(x): return ''.join(x) if isinstance(x, list) else x or ''

def _value(number):
    "The number that the text `number` writes."
    return float(number.replace(',', '').replace('−', '-'))

def _places(number): return len(number.partition('.')[2])

def _evidence(cells):
    "All numbers in code and text outputs."
    text = []
    for cell in cells:
        if cell['cell_type'] != 'code': continue
        text.append(_text(cell['source']))
        for out in cell.get('outputs', []):
            text.append(_text(out.get('text')))
            text += [_text(v) for k,v in out.get('data', {}).items() if k.startswith('text/') and k != 'text/html']
    return {_value(o) for o in NUMBER.findall(re.sub(r'(?<=\d)_(?=\d)', '', '\n'.join(text)))}

def _carried(number, evidence):
    "Whether a cell holds `number`, as it is, rounded to its places, or as a percentage of a share."
    value,places = abs(_value(number)),_places(number)
    return any(round(abs(e)*scale, places) == value for e in evidence for scale in (1,100))

def unproven(nb):
    "Yield `(cell, number, paragraph)` for each number of the prose that nothing carries."
    cells = json.loads(nb.read_text(encoding='utf-8'))['cells']
    evidence = _evidence(cells)
    for i,cell in enumerate(cells):
        if cell['cell_type'] != 'markdown': continue
        for paragraph in re.split(r'\n\s*\n', _text(cell['source'])):
            if CITED.search(paragraph): continue
            for number in NUMBER.findall(SKIP.sub(' ', paragraph)):
                whole = float(_value(number)).is_integer() and not _places(number)
                if whole and abs(_value(number)) < SMALL: continue
                if not _carried(number, evidence): yield i,number,' '.join(paragraph.split())[:90]

def main(names):
    "Print what is unproven; the number of findings in the notebooks that were named, or that are finished."
    nbs = [ROOT/'nbs'/f'{n.removesuffix(".ipynb")}.ipynb' for n in names] or sorted((ROOT/'nbs').glob('*.ipynb'))
    found = [(nb.name, *o) for nb in nbs for o in unproven(nb)]
    for name,i,number,paragraph in found: print(f'{name} cell {i}: nothing computes {number} in "{paragraph}..."')
    print(f'{len(found)} numbers in the prose of {len(nbs)} notebooks are neither computed nor cited')
    return len([o for o in found if names or o[0].removesuffix('.ipynb') in FINISHED])

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('names', nargs='*', help='notebooks in nbs/, such as 04_bce; all if none is named')
    sys.exit(main(p.parse_args().names) > 0)
