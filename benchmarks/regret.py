"How much macro F1 `tune` loses to the best fixed strategy: tuned on n images of real predictions, tested on the rest."
import argparse
from pathlib import Path

import numpy as np, pandas as pd

from multilabel_nb.metrics import Predictions, score
from multilabel_nb.thresholds import tune

FIXED = 'default','global','shrunk','per-label'
STRATEGIES = *FIXED,'calibrated','auto'

def draw(preds, n, strategies, seed):
    "The F1 of each strategy on the images that one draw of `n` leaves, and what 'auto' chose."
    rows = np.random.default_rng(seed).permutation(len(preds))
    some,rest = preds[rows[:n]],preds[rows[n:]]
    tuned = {s: tune(some, strategy=s) for s in strategies}
    return {s: score(rest, 'f1', t) for s,t in tuned.items()} | dict(chose=tuned['auto'].strategy if 'auto' in tuned else '')

def cell(preds, n, draws, strategies):
    "The mean F1 of each strategy over `draws`, its regret, and how often 'auto' calibrated."
    df = pd.DataFrame([draw(preds, n, strategies, seed) for seed in range(draws)])
    f1 = df[list(strategies)].mean()
    best = f1[list(FIXED)].max()
    regrets = {f'regret of {s}': best-f1[s] for s in strategies if s not in FIXED}
    return f1.to_dict() | regrets | dict(calibrates=(df.chose == 'calibrated').mean())

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('data', type=Path, help='folder with labels.csv and one or more CSV files of probabilities')
    p.add_argument('--draws', type=int, default=200, help='draws in each cell')
    p.add_argument('--sizes', type=int, nargs='+', default=[60,120,240], help='images to tune on')
    args = p.parse_args()
    files = [f for f in sorted(args.data.glob('*.csv')) if f.stem != 'labels']
    tables = {f.stem: Predictions.read(f, args.data/'labels.csv') for f in files}
    rows = {(name,n): cell(o, n, args.draws, STRATEGIES) for name,o in tables.items() for n in args.sizes}
    table = pd.DataFrame(rows).T
    print(table.round(4).to_string())
    for s in ('calibrated','auto'):
        regret = table[f'regret of {s}']
        print(f'{s}: mean regret {regret.mean():+.4f}, worst {regret.max():+.4f} (budget: 0, 0.008)')
