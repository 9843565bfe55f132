"The parts of `tools/site.py`: what happens to the notebooks before the renderer, and to the pages after it."
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from finished import FINISHED

ROOT = Path(__file__).resolve().parent.parent.parent
NBS,DOCS = ROOT/'nbs',ROOT/'_docs'
DONE = {name.partition('_')[2] for name in FINISHED} # pages on which a finding fails the build

def text(x):
    "The text of a notebook's field, which may be a list of lines."
    return ''.join(x) if isinstance(x, list) else x or ''

def directives(src):
    "The `#|` directives of a cell, name to value."
    pairs = [line[2:].strip().replace(':', ' ', 1).partition(' ') for line in src.splitlines() if line.startswith('#|')]
    return {name: value.strip().strip('\'"') for name,_,value in pairs}

def body(src):
    "A cell's code without its directives."
    return '\n'.join(line for line in src.splitlines() if not line.startswith('#|')).strip('\n')
