"""fastai.text.all: what its star hands on."""

import torch
from fastai.layers import ConvLayer, Flatten, LinBnDrop, SigmoidRange
from fastai.learner import Learner
from fastai.losses import BCELossFlat, BCEWithLogitsLossFlat, CrossEntropyLossFlat, DiceLoss, FocalLoss, FocalLossFlat, L1LossFlat, LabelSmoothingCrossEntropy, LabelSmoothingCrossEntropyFlat, MSELossFlat
from fastai.text.learner import TextLearner, text_classifier_learner
from torch import nn
from torch.nn import functional as F
