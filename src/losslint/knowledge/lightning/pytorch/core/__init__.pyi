"""lightning.pytorch.core: its module."""

from lightning.pytorch.core.module import LightningModule
