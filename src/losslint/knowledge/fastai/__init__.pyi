"""fastai: training of models."""

from fastai import basics, layers, learner, losses, tabular, text, vision
