"How often the interval of a score holds the score of all images: by positives per label, by number of images, with and without groups."
import argparse

import numpy as np, pandas as pd

from multilabel_nb.metrics import Goal, Predictions, interval, score

GOALS = dict(accuracy=Goal('accuracy'), exact_match=Goal('exact_match'), f1_macro=Goal(), f1_micro=Goal(average='micro'),
    f1_samples=Goal(average='samples'), precision=Goal('precision'), recall=Goal('recall'),
    average_precision=Goal('average_precision'), one_f1=Goal(average=None), one_precision=Goal('precision', None),
    one_average_precision=Goal('average_precision', None))

def world(n, share, rng, frames=1):
    "Predictions of eight labels of which a `share` of images has each; `frames` alike pictures of each image."
    targs = rng.random((n//frames, 8)) < share
    inp = rng.normal(size=targs.shape)*1.3 + 2.6*targs - 2
    targs,inp = np.repeat(targs, frames, 0),np.repeat(inp, frames, 0)
    inp = inp + (frames > 1)*0.3*rng.normal(size=inp.shape)
    groups = np.repeat(np.arange(n//frames), frames) if frames > 1 else None
    return Predictions(1/(1+np.exp(-inp)), targs, range(8), groups=groups)

def truths(share, frames, rng):
    "The scores of very many images; of one label its first."
    many = world(400_000, share, rng, frames)
    return {name: np.ravel(score(many, goal))[0] for name,goal in GOALS.items()}

def cell(n, positives, frames, repeats):
    "The share of `repeats` tables whose interval holds the truth, by score."
    share,rng = positives/n,np.random.default_rng(n + 7*positives + frames)
    truth,held = truths(share, frames, rng),dict.fromkeys(GOALS, 0)
    for _ in range(repeats):
        preds = world(n, share, rng, frames)
        if not preds.targs.any(0).all(): continue # a label without positives has no score
        for name,goal in GOALS.items():
            low,high = [np.ravel(o)[0] for o in interval(preds, goal)]
            held[name] += low <= truth[name] <= high
        held['tables'] = held.get('tables', 0) + 1
    tables = held.pop('tables', 0) or 1
    return {name: k/tables for name,k in held.items()} | dict(tables=tables)

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--repeats', type=int, default=1000, help='tables in each cell')
    args = p.parse_args()
    cells = [(500, k, 1) for k in (3,5,10,15,30,100)] + [(n, n//10, 1) for n in (50,200,1000,5000)] + [(1000, 100, 10)]
    rows = {f'n {n}, {k} positives' + f', {frames} frames'*(frames > 1): cell(n, k, frames, args.repeats) for n,k,frames in cells}
    table = pd.DataFrame(rows).T
    print(table.round(3).to_string())
    print(f'least: {table.drop(columns="tables").min().min():.3f} (budget .92)')
