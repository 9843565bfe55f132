"How often a promised precision or recall is missed on other images, and what it costs, beside MAPIE's controller (pip install mapie)."
import argparse, warnings

import numpy as np, pandas as pd

from multilabel_nb.metrics import Goal, Predictions, photo_predictions, score
from multilabel_nb.thresholds import tune

def simulated(n, rng):
    "Predictions of eight labels, 4 to 30 % of the images each."
    targs = rng.random((n,8)) < np.geomspace(0.04, 0.3, 8)
    return Predictions(1/(1+np.exp(-(rng.normal(size=targs.shape)*1.3 + 3*targs - 2))), targs, range(8))

def worlds():
    "For each world a function that draws n images, and all of its images."
    out = dict(simulated=(simulated, simulated(200_000, np.random.default_rng(0))))
    for name,preds in zip(('model A','model B'), photo_predictions()):
        def draw(n, rng, preds=preds):
            rows = rng.integers(0, len(preds), n)
            return Predictions(preds.probs[rows], preds.targs[rows], preds.vocab)
        out[name] = draw,preds
    return out

def mapies(preds, metric, least, confidence):
    "The one threshold of MAPIE for all labels, or None where it finds none."
    from mapie.risk_control import MultiLabelClassificationController
    how = dict(method='ltt') if metric == 'precision' else dict(method='rcps', rcps_bound='bernstein')
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        control = MultiLabelClassificationController(lambda x: x, metric, target_level=least, confidence_level=confidence, **how)
        some = preds.targs.any(1) # MAPIE takes no image without a label
        control.calibrate(preds.probs[some], preds.targs[some].astype(int))
    best = np.ravel(control.best_predict_param)[0]
    return None if best is None or np.isnan(float(best)) else float(best)

def cell(draw, everything, n, metric, least, confidence, draws):
    "Shares of labels that miss, and the other score; of MAPIE the share of draws that miss."
    other,rng = ('recall' if metric == 'precision' else 'precision'),np.random.default_rng(n)
    miss,promised,gain,theirs,theirs_miss = [],[],[],[],[]
    for _ in range(draws):
        preds = draw(n, rng)
        if not preds.targs.any(0).all(): continue
        th = tune(preds, other, confidence=confidence, **{f'min_{metric}': least})
        given = (th.values < 1) & (th.values > 0)
        reached = score(everything, Goal(metric, None, zero_division=1), th)
        miss += list((reached < least)[given])
        promised += list(given)
        gain.append(score(everything, Goal(other, None), th).mean())
        cut = mapies(preds, metric, least, confidence)
        theirs.append(score(everything, other, 1.0 if cut is None else cut))
        if cut is not None: theirs_miss.append(score(everything, metric, cut, 'samples') < least)
    return dict(missed=np.mean(miss), promised=np.mean(promised), gain=np.mean(gain), mapie=np.mean(theirs), mapie_missed=np.mean(theirs_miss or [np.nan]))

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--draws', type=int, default=1000, help='tables in each cell')
    p.add_argument('--sizes', type=int, nargs='+', default=[100,500,2500])
    p.add_argument('--least', type=float, default=0.8)
    p.add_argument('--confidence', type=float, default=0.9)
    a = p.parse_args()
    rows = {(name,n,m): cell(*world, n, m, a.least, a.confidence, a.draws)
        for name,world in worlds().items() for n in a.sizes for m in ('precision','recall')}
    print(pd.DataFrame(rows).T.round(3).to_string())
    print('missed: share of promised labels below the promise; gain: mean recall (precision) over labels that the promise leaves; mapie: the same of its one threshold')
