"The exact threshold of each label for F1, against fastai's loop, scikit-learn's curves, and sorting alone, in one run."
import argparse, time, tracemalloc

import numpy as np, torch
from fastai.metrics import accuracy_multi
from sklearn.metrics import precision_recall_curve

from multilabel_nb.metrics import Goal, Predictions
from multilabel_nb.thresholds import _own_cuts, tune

SIZES = (2_510,20),(100_000,80),(1_000_000,80)

def random(n, c, seed=0):
    "Predictions of which 7 % are positive, these with higher probabilities."
    rng = np.random.default_rng(seed)
    targs = rng.random((n,c), dtype=np.float32) < 0.07
    probs = rng.random((n,c), dtype=np.float32)
    np.sqrt(probs, out=probs, where=targs)
    return Predictions(probs, targs, range(c))

def seconds(f, runs):
    "The shortest of `runs` runs of `f`."
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        f()
        times.append(time.perf_counter()-start)
    return min(times)

def fastai_loop(probs, targs):
    "The book's loop: one accuracy for each of 29 shared thresholds."
    return max(accuracy_multi(probs, targs, thresh=t, sigmoid=False) for t in np.linspace(0.05, 0.95, 29).tolist())

def sklearn_curves(preds):
    "The best F1 of each label from scikit-learn's curve."
    best = []
    for p,t in zip(preds.probs.T, preds.targs.T):
        precision,recall,_ = precision_recall_curve(t, p)
        best.append((2*precision*recall/np.maximum(precision+recall, 1e-12)).max())
    return np.array(best)

def compare(n, c):
    "Print a row: milliseconds, ratios, and the memory that the search takes, relative to its input."
    preds,runs = random(n, c),3 if n*c > 1e7 else 15
    ours = seconds(lambda: _own_cuts(preds, Goal()), runs)
    whole = seconds(lambda: tune(preds, strategy='per-label'), runs)
    columns = np.ascontiguousarray(preds.probs.T)
    sort = seconds(lambda: np.sort(columns, axis=1), runs)
    del columns
    row = f'{n:9,} x {c}: search {ours*1e3:8.2f} ms, {ours/sort:4.1f} x np.sort, all of tune {whole*1e3:8.2f} ms'
    if n*c < 1e7:
        tensors = torch.from_numpy(preds.probs),torch.from_numpy(preds.targs)
        loop,curves = seconds(lambda: fastai_loop(*tensors), 3),seconds(lambda: sklearn_curves(preds), 1)
        row += f', default tune {seconds(lambda: tune(preds), 5)*1e3:.1f} ms' * (n*c < 1e6)
        row += f", fastai's loop takes {loop/ours:5.1f} x, scikit-learn {curves/ours:5.1f} x"
    tracemalloc.start()
    _own_cuts(preds, Goal())
    most = tracemalloc.get_traced_memory()[1]
    print(row + f', memory {most/(preds.probs.nbytes + preds.targs.nbytes):.2f} x the input', flush=True)
    tracemalloc.stop()

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--sizes', type=int, default=3, help='how many of the sizes to run, from the smallest')
    args = p.parse_args()
    print(f'{torch.get_num_threads()} threads, NumPy {np.__version__}')
    for n,c in SIZES[:args.sizes]: compare(n, c)
