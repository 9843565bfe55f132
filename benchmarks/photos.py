"Scores on your own photographs, step by step: fastai's recipe, each of three changes alone and left out, no training of the body, and `multilabel_learner`; one split, one backbone, the offline ImageNet weights."
import argparse, time, warnings

from fastai.vision.all import *
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from multilabel_nb.data import read_labels, split_labels, vocab_of
from multilabel_nb.datablock import multilabel_block
from multilabel_nb.learner import FrozenNorm, arch_stats, create_model, fit_recipe, multilabel_head, multilabel_learner
from multilabel_nb.metrics import Predictions, score

ARCH = 'offline:efficientnet_lite0'
STEPS = 'held','scale','head'
ROWS = {'published': (), **{f'+ {o}': (o,) for o in STEPS}, 'all three': STEPS}
ROWS |= {f'all but {o}': tuple(s for s in STEPS if s != o) for o in STEPS}
OTHERS = 'frozen features', "multilabel_learner, 'plain'", "multilabel_learner, 'fast'"

def shares(dls):
    "The share of the training rows with each label, never 0 or 1."
    counts = dls.train_ds.items.labels.explode().value_counts()
    return [(counts.get(o, 0)+1)/(len(dls.train_ds)+2) for o in dls.vocab]

def halves(model): return L(params(model[0]), params(model[1]))

def stepwise(dls, steps):
    "fastai's head and optimizer on the body, in float32, with some of `STEPS`: BatchNorm held, the weights' pixel scale, the head of this package."
    dls.add_tfms([Normalize.from_stats(*(arch_stats(ARCH) if 'scale' in steps else imagenet_stats))], 'after_batch')
    body,c = create_model(ARCH, 1, pretrained=True)[0],len(dls.vocab)
    if 'head' in steps: head = multilabel_head(1280, c, shares(dls))
    else:
        head = create_head(1280, c)
        apply_init(head, nn.init.kaiming_normal_)
    held = dict(train_bn=False, cbs=FrozenNorm()) if 'held' in steps else {}
    return Learner(dls, nn.Sequential(body, head), BCEWithLogitsLossFlat(), splitter=halves, **held)

def frozen_features(dls):
    "Probabilities of a logistic regression on the features of the untouched body, and the targets."
    body = create_model(ARCH, 1, pretrained=True)[0].to(dls.device).eval()
    norm = Normalize.from_stats(*arch_stats(ARCH), cuda=dls.device.type == 'cuda')
    def seen(dl): # features and targets, without augmentation
        with torch.no_grad(): pairs = [(body(norm(x)).mean((2,3)).cpu(), y.cpu()) for x,y in dl]
        return [np.concatenate([np.asarray(o) for o in part]) for part in zip(*pairs)]
    train,(xs,targs) = [seen(dls.test_dl(ds.items, with_labels=True)) for ds in (dls.train_ds,dls.valid_ds)]
    probs = OneVsRestClassifier(LogisticRegression(C=0.01, max_iter=1000)).fit(*train).predict_proba(xs)
    return probs,targs

def trained(name, dls, epochs):
    "Probabilities of the model `name` after its training, and the targets."
    if name in ROWS:
        learn = stepwise(dls, ROWS[name])
        fit = partial(learn.fine_tune, base_lr=2e-3, freeze_epochs=2)
    else:
        learn = multilabel_learner(dls, ARCH, recipe=name.split("'")[1])
        fit = partial(fit_recipe, learn)
    with learn.no_bar(), learn.no_logging():
        fit(epochs)
        return [o.cpu().numpy() for o in learn.get_preds()]

def measure(name, images, df, size, epochs, seed):
    "Print a row: the scores after the last epoch, and the seconds of training."
    set_seed(seed, reproducible=True)
    dls = multilabel_block(images, vocab_of(df), size=size).dataloaders(df, bs=32, num_workers=0)
    start = time.perf_counter()
    probs,targs = frozen_features(dls) if name == 'frozen features' else trained(name, dls, epochs)
    seconds = time.perf_counter() - start
    mean_ap = np.mean(score(Predictions(probs, targs.astype(bool), list(dls.vocab)), 'average_precision'))
    accuracy = ((probs > 0.5) == targs).mean()
    print(f'{name:30} seed {seed}: {mean_ap:.3f} mAP, {accuracy:.3f} label accuracy, {seconds:5.0f} s', flush=True)

def some(df, n_train, seed):
    "`df` with `n_train` of its training rows, drawn with `seed`; all of them if None."
    rows = df[~df.is_valid]
    return df if n_train is None else pd.concat([rows.sample(n_train, random_state=seed), df[df.is_valid]])

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('labels', type=Path, help='CSV: fname, labels, and optionally is_valid')
    p.add_argument('images', type=Path, help='folder of the images')
    p.add_argument('--size', type=int, default=128, help='side of the square that the model sees')
    p.add_argument('--train', type=int, help='training photographs to use; all of them by default')
    p.add_argument('--epochs', type=int, default=4, help='epochs of all layers, after 2 of the head')
    p.add_argument('--runs', type=int, default=1, help='seeds to run each row with')
    p.add_argument('--rows', nargs='*', default=[*ROWS, *OTHERS], choices=[*ROWS, *OTHERS], help='rows to measure')
    args = p.parse_args()
    warnings.simplefilter('ignore')
    df = read_labels(args.labels, args.images)
    if 'is_valid' not in df: df = split_labels(df)
    targs = np.array([[o in row for o in vocab_of(df)] for row in df[df.is_valid].labels])
    print(f'{len(targs)} validation photographs; always "no" has a label accuracy of {1-targs.mean():.3f}')
    for seed in range(args.runs):
        for name in args.rows: measure(name, args.images, some(df, args.train, seed), args.size, args.epochs, seed)
