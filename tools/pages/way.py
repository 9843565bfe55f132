"The strip under the title of a chapter: the way of the data from a row of the table to a decision."
from . import DOCS

BOXES = [tuple(line.split(' | ')) for line in """
row and file | “6 7 8” | task
item | 3×64×64, 10 | loaders
batch | 64×3×64×64 | loaders
model | body and head | recipe
logits | 64×10 | bce
probabilities | 64×10, 0 to 1 | losses
decision | {6, 7, 8} | thresholds
""".strip().splitlines()] # word, shape, the page that tells of it
LOSS = 'loss','its gradient goes back to the model','bce'

# the boxes that each chapter is about; 'loss' is the way back
MARKED = {page: boxes.split(', ') for page,boxes in (line.split(': ') for line in """
task: row and file, decision
data: row and file
check: row and file
loaders: item, batch
datablock: row and file, item, batch
bce: loss
losses: loss, probabilities
learner: model, logits, loss
recipe: model
single: probabilities, decision
metrics: decision
intervals: decision
sweep: probabilities, decision
thresholds: probabilities, decision
decide: decision
none: decision
scale: decision
regression: model, logits
""".strip().splitlines())}

def _box(box, marked):
    word,shape,page = box
    name = f'<b>{word}</b> <small>{shape}</small>'
    inner = f'<a href="{page}.html">{name}</a>' if (DOCS/f'{page}.html').exists() else f'<span>{name}</span>'
    return f'<li class="{"loss" if box is LOSS else "step"}{" marked" if word in marked else ""}">{inner}</li>'

def way(page):
    "The strip of `page` as HTML; empty on a page that is no chapter of the way."
    marked = MARKED.get(page)
    if not marked: return ''
    label = f'From a row of the table to a decision in seven boxes; marked here: {", ".join(marked)}'
    items = ''.join(_box(o, marked) for o in [*BOXES, LOSS])
    return f'<nav class="way" aria-label="{label}"><ol>{items}</ol></nav>'
