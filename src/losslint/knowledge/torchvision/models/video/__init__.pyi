"""torchvision.models.video."""

from torchvision.models.video.resnet import VideoResNet, mc3_18, r2plus1d_18, r3d_18
