"""fastai.tabular."""

from fastai.tabular import learner, model
