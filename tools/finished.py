"The notebooks in their final form, which meet every check: a finding about one of them is a failure, about the others it is printed."
FINISHED = ['01_task', '02_loaders', '03_datablock', '04_bce', '05_losses', '06_learner', '07_recipe', '08_single', '09_metrics',
    '12_thresholds', '15_scale', '28_figures', '33_calibrate']
