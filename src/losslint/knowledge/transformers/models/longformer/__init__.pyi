"""transformers.models.longformer: the models."""

from transformers.models.longformer.modeling_longformer import LongformerPreTrainedModel, LongformerModel, LongformerForSequenceClassification, LongformerForTokenClassification, LongformerForMultipleChoice, LongformerForMaskedLM, LongformerForQuestionAnswering
