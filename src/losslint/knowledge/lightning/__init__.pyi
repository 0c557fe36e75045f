"""lightning: a training loop around modules of the project's own."""

from lightning import fabric, pytorch
from lightning.fabric.fabric import Fabric
from lightning.pytorch import LightningModule
