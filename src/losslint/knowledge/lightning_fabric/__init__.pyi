"""lightning_fabric: `lightning.fabric` as a package of its own."""

from lightning.fabric.fabric import Fabric
