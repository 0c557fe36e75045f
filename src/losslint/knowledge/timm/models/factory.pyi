"""timm.models.factory: the older place."""

__canonical__ = "timm"

from timm.models._factory import create_model
