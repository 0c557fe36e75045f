"""lightning.pytorch: its module."""

from lightning.pytorch.core import LightningModule
