"""torchvision.ops: losses and layers."""

from torchvision.ops.ciou_loss import complete_box_iou_loss
from torchvision.ops.deform_conv import DeformConv2d
from torchvision.ops.diou_loss import distance_box_iou_loss
from torchvision.ops.focal_loss import sigmoid_focal_loss
from torchvision.ops.giou_loss import generalized_box_iou_loss
from torchvision.ops.misc import FrozenBatchNorm2d, MLP, Permute
from torchvision.ops.stochastic_depth import StochasticDepth
