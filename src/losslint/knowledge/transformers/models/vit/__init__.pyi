"""transformers.models.vit: the models."""

from transformers.models.vit.modeling_vit import ViTPreTrainedModel, ViTModel, ViTForImageClassification
