"""pytorch_lightning: the older name of `lightning.pytorch`."""

from pytorch_lightning.core import LightningModule
