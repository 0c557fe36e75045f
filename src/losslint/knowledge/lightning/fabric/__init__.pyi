"""lightning.fabric: a loop of the project's own, on any devices."""

from lightning.fabric.fabric import Fabric
