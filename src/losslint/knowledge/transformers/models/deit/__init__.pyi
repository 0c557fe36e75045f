"""transformers.models.deit: the models."""

from transformers.models.deit.modeling_deit import DeiTPreTrainedModel, DeiTModel, DeiTForImageClassification
