"""fastai.vision.models."""

from fastai.vision.models.unet import DynamicUnet
