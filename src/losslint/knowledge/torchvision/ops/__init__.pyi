"""torchvision.ops: the losses."""

from torchvision.ops.focal_loss import sigmoid_focal_loss
