"Seconds and memory of `check_data` on 10,000 images of 500 pixels, and of `split_labels`, in time and drift against iterative-stratification."
import argparse, resource, tempfile, time
from pathlib import Path

import numpy as np, pandas as pd
from PIL import Image
from iterstrat.ml_stratifiers import MultilabelStratifiedShuffleSplit

from multilabel_nb.check import check_data
from multilabel_nb.data import split_labels

def photos(folder, n, rng):
    "`n` JPEG files of 500 by 375 pixels with detail at all scales, and their label frame."
    for i in range(n):
        layers = [np.asarray(Image.fromarray(rng.integers(0, 255, (3*k,4*k,3), dtype=np.uint8)).resize((500,375)), dtype=float) for k in (2,8,32)]
        Image.fromarray(np.mean(layers, axis=0).astype(np.uint8)).save(folder/f'{i:05d}.jpg', quality=90)
    return pd.DataFrame(dict(fname=[f'{i:05d}.jpg' for i in range(n)], labels=[['a','b'][:i%3] for i in range(n)], is_valid=np.arange(n)%5 == 0))

def frame(n, c, rng):
    "A random one-hot table and its label frame."
    hot = rng.random((n,c)) < rng.beta(0.6, 4, c)
    return hot, pd.DataFrame(dict(fname=np.arange(n).astype(str), labels=[np.flatnonzero(row).tolist() for row in hot]))

def drift(hot, is_valid, pct=0.2):
    "Mean distance of the labels' validation shares from `pct`."
    n = hot.sum(0)
    return np.abs(hot[is_valid].sum(0)[n>0]/n[n>0] - pct).mean()

def seconds(f, *args, **kwargs):
    "Seconds that `f` takes, and what it gives."
    start = time.perf_counter()
    out = f(*args, **kwargs)
    return out, time.perf_counter()-start

def check(n):
    "Time `check_data`."
    with tempfile.TemporaryDirectory() as folder:
        df = photos(Path(folder), n, np.random.default_rng(0))
        found,t = seconds(check_data, folder, df, progress=iter)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/2**10
    print(f'check_data: {n} images in {t:.1f} s, {len(found)} findings, peak memory of the process {peak:.0f} MB', flush=True)

def split(n, c):
    "Time `split_labels`."
    _,df = frame(n, c, np.random.default_rng(0))
    _,t = seconds(split_labels, df)
    print(f'split_labels: {n:,} x {c} in {t:.2f} s', flush=True)

def compare(n, c):
    "Time and drift of both on one table."
    hot,df = frame(n, c, np.random.default_rng(1))
    ours,t = seconds(split_labels, df)
    (_,valid),t2 = seconds(lambda: next(MultilabelStratifiedShuffleSplit(1, test_size=0.2, random_state=0).split(hot, hot.astype(int))))
    a,b = drift(hot, ours.is_valid.to_numpy()),drift(hot, np.isin(np.arange(n), valid))
    print(f'{n:,} x {c}: split_labels {t:.2f} s, drift {a:.5f}; iterative-stratification {t2:.2f} s, drift {b:.5f}; ratio {t2/t:.1f} x', flush=True)

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--images', type=int, default=10_000, help='images to check')
    p.add_argument('--rows', type=int, default=1_000_000, help='rows of the large table')
    args = p.parse_args()
    check(args.images)
    compare(5000, 20)
    split(args.rows, 80)
