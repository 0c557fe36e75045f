"""transformers.models.dinov2: the models."""

from transformers.models.dinov2.modeling_dinov2 import Dinov2PreTrainedModel, Dinov2Model, Dinov2ForImageClassification
