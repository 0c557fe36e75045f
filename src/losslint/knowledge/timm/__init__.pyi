"""timm: models of images, and losses."""

from timm import loss, models
from timm.models import create_model
