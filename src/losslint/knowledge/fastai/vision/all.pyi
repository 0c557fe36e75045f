"""fastai.vision.all: what its star hands on."""

import torch
from fastai.learner import Learner
from fastai.losses import BCELossFlat, BCEWithLogitsLossFlat, CrossEntropyLossFlat, DiceLoss, FocalLoss, FocalLossFlat, L1LossFlat, LabelSmoothingCrossEntropy, LabelSmoothingCrossEntropyFlat, MSELossFlat
from fastai.vision.learner import cnn_learner, create_head, create_vision_model, unet_learner, vision_learner
from fastai.vision.models.unet import DynamicUnet
from torch import nn
from torch.nn import functional as F
