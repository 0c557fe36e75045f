"""fastai.vision."""

from fastai.vision import learner
