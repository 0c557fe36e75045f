"""pytorch_lightning.core.lightning: the older place."""

__canonical__ = "pytorch_lightning"

from pytorch_lightning.core.module import LightningModule
