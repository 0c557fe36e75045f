"""fastai.text. Its star hands on what it did in version 1; that of version 2 is `fastai.text.all`."""

import torch
from fastai.basic_train import Learner
from fastai.layers import BCEFlat, BCEWithLogitsFlat, CrossEntropyFlat, Flatten, LabelSmoothingCrossEntropy, MSELossFlat
from fastai.text import learner
from fastai.text.learner import text_classifier_learner
from torch import nn
from torch.nn import functional as F
