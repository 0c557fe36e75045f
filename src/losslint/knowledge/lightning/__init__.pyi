"""lightning: a training loop around modules of the project's own."""

from lightning import pytorch
from lightning.pytorch import LightningModule
