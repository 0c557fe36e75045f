"""timm.loss: losses of classification; all of them take raw scores."""

from timm.loss.asymmetric_loss import AsymmetricLossMultiLabel, AsymmetricLossSingleLabel
from timm.loss.binary_cross_entropy import BinaryCrossEntropy
from timm.loss.cross_entropy import LabelSmoothingCrossEntropy, SoftTargetCrossEntropy
from timm.loss.distribution_balanced_loss import DistributionBalancedLoss
from timm.loss.jsd import JsdCrossEntropy
from timm.loss.poly_loss import PolyCrossEntropy, PolyBinaryCrossEntropy
from timm.loss.two_way_loss import TwoWayLoss
from timm.loss.zlpr_loss import ZlprLoss
