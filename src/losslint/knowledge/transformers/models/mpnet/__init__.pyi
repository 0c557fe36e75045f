"""transformers.models.mpnet: the models."""

from transformers.models.mpnet.modeling_mpnet import MPNetPreTrainedModel, MPNetModel, MPNetForSequenceClassification, MPNetForTokenClassification, MPNetForMultipleChoice, MPNetForMaskedLM, MPNetForQuestionAnswering
