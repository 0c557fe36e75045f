"""pytorch_lightning.core: its module."""

from pytorch_lightning.core.module import LightningModule
