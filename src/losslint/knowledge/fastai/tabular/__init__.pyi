"""fastai.tabular. Its star hands on what it did in version 1; that of version 2 is `fastai.tabular.all`."""

import torch
from fastai.basic_train import Learner
from fastai.layers import BCEFlat, BCEWithLogitsFlat, CrossEntropyFlat, Flatten, LabelSmoothingCrossEntropy, MSELossFlat
from fastai.tabular import learner, model
from fastai.tabular.learner import tabular_learner
from fastai.tabular.model import TabularModel
from torch import nn
from torch.nn import functional as F
