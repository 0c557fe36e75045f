"""catalyst.contrib.losses: losses."""

from catalyst.contrib.losses.ce import NaiveCrossEntropyLoss, SymmetricCrossEntropyLoss, MaskCrossEntropyLoss
from catalyst.contrib.losses.circle import CircleLoss
from catalyst.contrib.losses.contrastive import ContrastiveEmbeddingLoss, ContrastiveDistanceLoss
from catalyst.contrib.losses.dice import DiceLoss
from catalyst.contrib.losses.iou import IoULoss
from catalyst.contrib.losses.smoothing_dice import SmoothingDiceLoss
from catalyst.contrib.losses.trevsky import TrevskyLoss, FocalTrevskyLoss
from catalyst.contrib.losses.focal import FocalLossBinary, FocalLossMultiClass
from catalyst.contrib.losses.lovasz import LovaszLossBinary, LovaszLossMultiClass, LovaszLossMultiLabel
from catalyst.contrib.losses.margin import MarginLoss
from catalyst.contrib.losses.regression import HuberLossV0, QuantileRegressionLoss, RSquareLoss
