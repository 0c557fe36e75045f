"""transformers.models.convnext: the models."""

from transformers.models.convnext.modeling_convnext import ConvNextPreTrainedModel, ConvNextModel, ConvNextForImageClassification
