"""fastai: training of models."""

from fastai import basic_train, basics, layers, learner, losses, tabular, text, vision
