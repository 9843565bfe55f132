"Processor time and memory of the default `tune` from 1e5 to 8e7 decisions, and of a stream, beside sorting and other tools; draws both."
import argparse, json, subprocess, sys, time

import numpy as np

SIZES = (5_000,20),(50_000,20),(100_000,80),(1_000_000,80)

def table(n, c, seed=4):
    "Probabilities and targets of `n` images and `c` labels, one decision in twelve positive."
    rng = np.random.default_rng(seed)
    targs = rng.random((n,c), dtype=np.float32) < 0.08
    inp = rng.standard_normal((n,c), dtype=np.float32)
    inp += 3*targs - np.float32(2.5)
    return 1/(1+np.exp(-inp)),targs

def ours(probs, targs):
    from multilabel_nb.metrics import Predictions
    from multilabel_nb.thresholds import tune
    tune(Predictions(probs, targs, range(probs.shape[1])))

def sort(probs, targs): np.sort(np.ascontiguousarray(probs.T), axis=1)

def fastai_loop(probs, targs):
    "29 accuracies of one threshold for all labels."
    import torch
    from fastai.metrics import accuracy_multi
    p,t = torch.from_numpy(probs),torch.from_numpy(targs)
    for thresh in np.linspace(0.05, 0.95, 29).tolist(): accuracy_multi(p, t, thresh=thresh, sigmoid=False)

def sklearn_cv(probs, targs):
    "`TunedThresholdClassifierCV` of each label, a hundred thresholds, for a model that is given."
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.model_selection import TunedThresholdClassifierCV
    class Given(ClassifierMixin, BaseEstimator):
        def fit(self, x, y):
            self.classes_ = np.array([0,1])
            return self
        def predict_proba(self, x): return np.hstack([1-x, x])
        def predict(self, x): return x[:,0] > 0.5
    for p,t in zip(probs.T, targs.T.astype(int)):
        given = Given().fit(None, None)
        TunedThresholdClassifierCV(given, scoring='f1', cv='prefit', refit=False).fit(p[:,None], t)

def torchmetrics_curve(probs, targs):
    "Precisions and recalls of each label at all thresholds, from which the best F1 is read."
    import torch
    from torchmetrics.functional.classification import multilabel_precision_recall_curve as curve
    curve(torch.from_numpy(probs), torch.from_numpy(targs).int(), num_labels=probs.shape[1])

TOOLS = dict(sort=sort, tune=ours, fastai=fastai_loop, sklearn=sklearn_cv, torchmetrics=torchmetrics_curve)

def peak(reset=False):
    "The most memory since the last reset, in MB (Linux)."
    if reset: open('/proc/self/clear_refs', 'w').write('5')
    return int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])/1024

def measure(name, n, c):
    "Seconds of processor time, least of three (one where it is long), and MB beside the data."
    probs,targs = table(n, c)
    TOOLS[name](probs[:1000], targs[:1000]) # imports
    peak(reset=True)
    bare,took = peak(),[]
    for _ in range(3):
        start = time.process_time()
        TOOLS[name](probs, targs)
        took.append(time.process_time()-start)
        if took[0] > 10: break
    return dict(tool=name, decisions=n*c, seconds=min(took), mb=peak()-bare)

def stream(chunks, n=100_000, c=80):
    "Chunk by chunk: seconds of counting and of sorting the chunks, and the most memory."
    from multilabel_nb.counts import Counts
    from multilabel_nb.thresholds import tune
    counts,took,sorts = Counts(range(c)),0,0
    for k in range(chunks):
        probs,targs = table(n, c, k)
        rows = np.ascontiguousarray(probs.T)
        start = time.process_time()
        rows.sort(axis=1)
        middle = time.process_time()
        del rows
        counts = counts.add(probs, targs, np.arange(k*n, (k+1)*n))
        took,sorts = took + time.process_time()-middle,sorts + middle-start
    start = time.process_time()
    tune(counts)
    return dict(decisions=chunks*n*c, ratio=took/sorts, seconds=took, tune=time.process_time()-start, mb=peak())

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--chunks', type=int, default=125, help='chunks of 8 million decisions in the stream')
    p.add_argument('--tools', nargs='*', default=list(TOOLS))
    p.add_argument('--one', nargs=3, help=argparse.SUPPRESS) # tool, n, c: in a process of its own, for its memory
    p.add_argument('--draw', help='file of the picture')
    a = p.parse_args()
    if a.one:
        print(json.dumps(measure(a.one[0], *map(int, a.one[1:]))))
        sys.exit()
    rows,slow = [],set()
    for n,c in SIZES:
        for name in a.tools:
            if name in slow: continue # ten times more would take minutes
            out = subprocess.run([sys.executable, __file__, '--one', name, str(n), str(c)], capture_output=True, text=True)
            if out.returncode:
                print(name, 'failed:', out.stderr.strip().splitlines()[-1])
                slow.add(name)
                continue
            rows.append(json.loads(out.stdout.splitlines()[-1]))
            if rows[-1]['seconds'] > 20: slow.add(name)
            print(rows[-1], flush=True)
    if a.chunks: print(stream(a.chunks))
    if a.draw:
        import matplotlib.pyplot as plt, pandas as pd
        df = pd.DataFrame(rows)
        fig,axs = plt.subplots(1, 2, figsize=(10,4), layout='constrained')
        for ax,what in zip(axs, ('seconds','mb')):
            df.pivot(index='decisions', columns='tool', values=what).plot(ax=ax, loglog=True, marker='o', ylabel=what)
        fig.savefig(a.draw)
