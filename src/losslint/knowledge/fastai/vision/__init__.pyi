"""fastai.vision. Its star hands on what it did in version 1; that of version 2 is `fastai.vision.all`."""

import torch
from fastai.basic_train import Learner
from fastai.layers import BCEFlat, BCEWithLogitsFlat, CrossEntropyFlat, Flatten, LabelSmoothingCrossEntropy, MSELossFlat
from fastai.vision import learner, models
from fastai.vision.learner import cnn_learner, create_cnn, create_head, unet_learner
from fastai.vision.models.unet import DynamicUnet
from torch import nn
from torch.nn import functional as F
