"""vit_pytorch: vision transformers, by the module that gives their scores."""

from vit_pytorch.simple_vit import SimpleViT
from vit_pytorch.vit import ViT
