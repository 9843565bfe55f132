"Mean average precision on your own photographs, recipe by recipe, from the book's to `multilabel_learner`'s, by one schedule."
import argparse, time, warnings

from fastai.vision.all import *

from multilabel_nb.data import read_labels, split_labels, vocab_of
from multilabel_nb.datablock import multilabel_block
from multilabel_nb.learner import FrozenNorm, create_model, fit_recipe, multilabel_learner

ARCH = 'offline:efficientnet_lite0'

def book(dls, normalise, cbs=None):
    "The body under fastai's own head, with its optimizer, in float32, pixels scaled by `normalise`, as in the book."
    dls.add_tfms([Normalize.from_stats(*normalise)], 'after_batch')
    model = nn.Sequential(create_model(ARCH, 1, pretrained=True)[0], create_head(1280, len(dls.vocab)))
    apply_init(model[1], nn.init.kaiming_normal_)
    def halves(model): return L(params(model[0]), params(model[1]))
    learn = Learner(dls, model, BCEWithLogitsLossFlat(), metrics=APScoreMulti(), splitter=halves, cbs=cbs)
    return learn,partial(learn.fine_tune, base_lr=2e-3, freeze_epochs=2)

def ours(dls, recipe):
    "The package, with one of its recipes."
    learn = multilabel_learner(dls, ARCH, recipe=recipe)
    return learn,partial(fit_recipe, learn)

LITE = [127/255]*3,[128/255]*3
RECIPES = {
    'the book': partial(book, normalise=imagenet_stats),
    'and frozen statistics': partial(book, normalise=imagenet_stats, cbs=FrozenNorm()),
    'and the scale of the weights': partial(book, normalise=LITE, cbs=FrozenNorm()),
    "multilabel_learner, 'plain'": partial(ours, recipe='plain'),
    "multilabel_learner, 'fast'": partial(ours, recipe='fast')}

def measure(name, images, df, size, epochs, seed):
    "Train and print a row: the score after the last epoch, and the seconds of training."
    set_seed(seed, reproducible=True)
    dls = multilabel_block(images, vocab_of(df), size=size).dataloaders(df, bs=32, num_workers=0)
    learn,fit = RECIPES[name](dls)
    start = time.perf_counter()
    with learn.no_bar(), learn.no_logging(): fit(epochs)
    score,seconds = learn.recorder.values[-1][-1],time.perf_counter()-start
    print(f'{name:30} seed {seed}: {score:.3f} mAP, {seconds:5.0f} s', flush=True)

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('labels', type=Path, help='CSV: fname, labels, and optionally is_valid')
    p.add_argument('images', type=Path, help='folder of the images')
    p.add_argument('--size', type=int, default=128, help='side of the square that the model sees')
    p.add_argument('--epochs', type=int, default=4, help='epochs of all layers, after 2 of the head')
    p.add_argument('--runs', type=int, default=1, help='seeds to run each recipe with')
    args = p.parse_args()
    warnings.simplefilter('ignore')
    df = read_labels(args.labels, args.images)
    if 'is_valid' not in df: df = split_labels(df)
    for seed in range(args.runs):
        for name in RECIPES: measure(name, args.images, df, args.size, args.epochs, seed)
