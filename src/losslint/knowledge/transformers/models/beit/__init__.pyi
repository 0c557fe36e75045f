"""transformers.models.beit: the models."""

from transformers.models.beit.modeling_beit import BeitPreTrainedModel, BeitModel, BeitForImageClassification
