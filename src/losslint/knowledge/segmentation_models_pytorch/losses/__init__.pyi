"""segmentation_models_pytorch.losses: losses of segmentation."""

from segmentation_models_pytorch.losses.dice import DiceLoss
from segmentation_models_pytorch.losses.focal import FocalLoss
from segmentation_models_pytorch.losses.jaccard import JaccardLoss
from segmentation_models_pytorch.losses.lovasz import LovaszLoss
from segmentation_models_pytorch.losses.mcc import MCCLoss
from segmentation_models_pytorch.losses.soft_bce import SoftBCEWithLogitsLoss
from segmentation_models_pytorch.losses.soft_ce import SoftCrossEntropyLoss
from segmentation_models_pytorch.losses.tversky import TverskyLoss
from segmentation_models_pytorch.losses.constants import BINARY_MODE, MULTICLASS_MODE, MULTILABEL_MODE
