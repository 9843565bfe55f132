"Images per second, and seconds to 0.98 label accuracy, of `multilabel_learner` against its plain recipe and fastai's."
import argparse, time, warnings

import torch
from fastai.vision.all import *

from multilabel_nb.data import vocab_of
from multilabel_nb.datablock import multilabel_block
from multilabel_nb.learner import multilabel_learner
from multilabel_nb.scenes import digit_scenes

GOAL = 0.98

class Clock(Callback):
    "Counts training images and seconds, and notes when the goal is reached."
    def before_fit(self): self.images,self.seconds,self.reached,self.start = 0,0,None,time.perf_counter()
    def before_train(self): self.t = time.perf_counter()
    def after_batch(self): self.images += len(self.xb[0])*self.training
    def after_train(self): self.seconds += time.perf_counter()-self.t
    def after_epoch(self):
        self.accuracy = float(self.recorder.log[3])
        if self.reached is None and self.accuracy >= GOAL: self.reached = time.perf_counter()-self.start

def ours(path, df, aug, recipe='fast'):
    "The recipe of the demo."
    dblock = multilabel_block(path, vocab_of(df), size=64, min_scale=1, flip=False, batch_tfms=aug)
    dls = dblock.dataloaders(df, bs=64, num_workers=0)
    return multilabel_learner(dls, 'small_resnet', pretrained=False, recipe=recipe),1e-2

def book(path, df, aug):
    "What the book would do: fastai's blocks, its resnet18 from nothing, its optimizer, float32."
    get = dict(get_x=ColReader('fname', pref=path), get_y=ColReader('labels'), splitter=ColSplitter())
    dblock = DataBlock(blocks=(ImageBlock, MultiCategoryBlock), item_tfms=Resize(64), batch_tfms=aug, **get)
    dls = dblock.dataloaders(df, bs=64)
    return vision_learner(dls, resnet18, pretrained=False, metrics=partial(accuracy_multi, thresh=0.5)),3e-3

AUG = aug_transforms(do_flip=False, max_rotate=10, min_zoom=0.9, max_zoom=1.15, max_warp=0, max_lighting=0.1)
RECIPES = {'ours': (ours,AUG), 'ours, plain recipe': (partial(ours, recipe='plain'),AUG),
    'book': (book,AUG), 'book, no augmentation': (book,None)}

def measure(name, path, df, epochs, seed):
    "Train, and print a row; images per second and seconds to the goal."
    make,aug = RECIPES[name]
    set_seed(seed, reproducible=True)
    learn,lr = make(path, df, aug)
    clock = Clock()
    with learn.no_bar(), learn.no_logging(): learn.fit_one_cycle(epochs, lr, cbs=clock)
    rate,reached = clock.images/clock.seconds,clock.reached
    when = 'never' if reached is None else f'{reached:5.1f} s'
    print(f'{name:22} seed {seed}: {rate:6.0f} images/s, {when} to {GOAL}, ends at {clock.accuracy:.4f}', flush=True)
    return rate,reached

if __name__ == '__main__':
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--runs', type=int, default=1, help='seeds to run each recipe with')
    p.add_argument('--epochs', type=int, default=10, help='epochs of each')
    p.add_argument('--scenes', type=int, default=3000, help='scenes to draw')
    args = p.parse_args()
    warnings.simplefilter('ignore')
    path,df = digit_scenes(n=args.scenes)
    print(f'{torch.get_num_threads()} threads, floor {1-df[df.is_valid].labels.str.len().mean()/10:.3f}')
    for seed in range(args.runs):
        rows = {name: measure(name, path, df, args.epochs, seed) for name in RECIPES}
        (a,ta),*others = rows.values()
        for name,(b,tb) in zip(list(rows)[1:], others):
            sooner = f', {tb/ta:.1f} x sooner at {GOAL}' if ta and tb else ''
            print(f'ratio to {name}: {a/b:.1f} x the images per second{sooner}')
