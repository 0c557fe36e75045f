"""fastai.vision.models."""

from fastai.vision.models import xresnet
from fastai.vision.models.unet import DynamicUnet
from fastai.vision.models.xresnet import XResNet, xresnet18, xresnet34, xresnet50, xresnet101, xresnet152, xresnet18_deep, xresnet34_deep, xresnet50_deep, xresnet18_deeper, xresnet34_deeper, xresnet50_deeper, xse_resnet18, xse_resnext18, xresnext18, xse_resnet34, xse_resnext34, xresnext34, xse_resnet50, xse_resnext50, xresnext50, xse_resnet101, xse_resnext101, xresnext101, xse_resnet152, xsenet154, xse_resnext18_deep, xse_resnext34_deep, xse_resnext50_deep, xse_resnext18_deeper, xse_resnext34_deeper, xse_resnext50_deeper
