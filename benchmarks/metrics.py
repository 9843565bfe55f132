"Seconds of `score` and `interval` against scikit-learn, and against a bootstrap loop around it, on 2,510 images x 20 labels, in one run."
import argparse, time

import numpy as np, sklearn.metrics as skm

from multilabel_nb.metrics import TABLE, Predictions, decide, interval, score

def simulate(n, c, seed=0):
    "Predictions of a made-up model: labels on 3 to 40 % of the images."
    rng,share = np.random.default_rng(seed),np.geomspace(0.4, 0.03, c)
    targs = rng.random((n,c)) < share
    logits = 4*targs - 2 + np.log(share/(1-share)) + 1.5*rng.normal(size=(n,c))
    return Predictions(1/(1+np.exp(-logits)), targs, range(c))

def peer(name):
    "scikit-learn's way to the score `name` of `TABLE`, a function of targets, decisions and probabilities."
    goal = TABLE[name]
    if goal.metric == 'average_precision': return lambda t,d,p: skm.average_precision_score(t, p, average=goal.average)
    if goal.metric == 'f1': return lambda t,d,p: skm.f1_score(t, d, average=goal.average, zero_division=0)
    if goal.metric == 'accuracy': return lambda t,d,p: 1-skm.hamming_loss(t, d)
    return lambda t,d,p: skm.accuracy_score(t, d)

def seconds(f, repeats):
    "The fastest of `repeats` runs of `f`, and its result."
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = f()
        times.append(time.perf_counter()-start)
    return min(times),result

def loop(preds, f, n_boot, seed=0):
    "The scores of `n_boot` draws by the function `f` of scikit-learn."
    rng,pred = np.random.default_rng(seed),decide(preds.probs)
    rows = (rng.integers(0, len(preds), len(preds)) for _ in range(n_boot))
    return [f(preds.targs[r], pred[r], preds.probs[r]) for r in rows]

def compare(preds, name, repeats, n_loop, n_boot=1000):
    "Print a row for the score `name` of `TABLE`; the ratios of score and of interval."
    goal,theirs = TABLE[name],peer(name)
    ours_s,value = seconds(lambda: score(preds, goal), repeats)
    sk_s,sk_value = seconds(lambda: theirs(preds.targs, decide(preds.probs), preds.probs), repeats)
    assert abs(value-sk_value) < 1e-9, (name, value, sk_value)
    ours_i,(low,high) = seconds(lambda: interval(preds, goal), min(repeats, 3))
    loop_i = seconds(lambda: loop(preds, theirs, n_loop), 1)[0]*n_boot/n_loop
    scored = f'score {ours_s*1e3:6.2f} ms, scikit-learn {sk_s*1e3:7.2f} ms: {sk_s/ours_s:5.1f} x'
    drawn = f'interval {ours_i:6.4f} s, loop {loop_i:6.1f} s: {loop_i/ours_i:6.1f} x'
    print(f'{name:18} {value:.3f} [{low:.3f}, {high:.3f}]  {scored}   {drawn}', flush=True)
    return sk_s/ours_s,ours_i

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--n', type=int, default=2510, help='images')
    p.add_argument('--c', type=int, default=20, help='labels')
    p.add_argument('--repeats', type=int, default=15, help='runs of which the fastest counts')
    p.add_argument('--loop', type=int, default=40, help='draws of the loop, whose time is scaled up to 1,000')
    args = p.parse_args()
    preds = simulate(args.n, args.c)
    print(f'{args.n} x {args.c}, {preds.targs.sum(0).min()} to {preds.targs.sum(0).max()} positives per label')
    rows = {name: compare(preds, name, args.repeats, args.loop) for name in TABLE}
    slowest = max(i for _,i in rows.values())
    print(f'macro F1: {rows["f1_macro"][0]:.1f} x as fast as scikit-learn; slowest interval: {slowest:.4f} s, without draws')
