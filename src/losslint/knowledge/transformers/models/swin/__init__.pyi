"""transformers.models.swin: the models."""

from transformers.models.swin.modeling_swin import SwinPreTrainedModel, SwinModel, SwinForImageClassification
