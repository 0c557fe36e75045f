"""fastai: training of models."""

from fastai import basics, learner, losses, tabular, text, vision
