"Processor time of tuning and scoring as a ratio to sorting the same table: the rows of the budgets, in one run."
import argparse, time

import numpy as np

from multilabel_nb.metrics import Goal, Predictions, label_report, score_table
from multilabel_nb.thresholds import sweep, tune
from scaling import table

SIZES = (2_510,20),(100_000,80),(1_000_000,80)

def seconds(f, runs):
    "The least processor time of `runs` runs of `f`."
    times = []
    for _ in range(runs):
        start = time.process_time()
        f()
        times.append(time.process_time()-start)
    return min(times)

def work(probs, targs):
    "What is timed, by name; every run begins with new predictions, so that nothing is kept."
    def new(): return Predictions(probs, targs, range(probs.shape[1]))
    goals = {'global':Goal(), 'micro':Goal(average='micro'), 'samples':Goal(average='samples'), 'exact match':Goal('exact_match')}
    shared = {f'tune, {name}': lambda goal=goal: tune(new(), goal, strategy='global') for name,goal in goals.items()}
    own = {'tune, per label': lambda: tune(new(), strategy='per-label')}
    tables = dict(sweep=lambda: sweep(new()), score_table=lambda: score_table(new()), label_report=lambda: label_report(new()))
    return {'tune, default': lambda: tune(new())} | own | shared | tables

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--sizes', type=int, default=2, help='how many of the sizes to run, from the smallest')
    args = p.parse_args()
    for n,c in SIZES[:args.sizes]:
        probs,targs = table(n, c)
        rows = np.ascontiguousarray(probs.T)
        sort = seconds(lambda: np.sort(rows, axis=1), 7)
        print(f'{n:,} x {c}: np.sort {sort*1e3:.2f} ms')
        for name,f in work(probs, targs).items():
            took = seconds(f, 3)
            print(f'    {name:18} {took*1e3:9.1f} ms {took/sort:8.1f} x', flush=True)
