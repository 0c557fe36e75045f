"""fastai.text."""

from fastai.text import learner
