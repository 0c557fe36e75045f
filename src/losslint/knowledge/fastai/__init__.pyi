"""fastai: training of models."""

from fastai import losses
