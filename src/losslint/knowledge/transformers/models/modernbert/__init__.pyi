"""transformers.models.modernbert: the models."""

from transformers.models.modernbert.modeling_modernbert import ModernBertPreTrainedModel, ModernBertModel, ModernBertForSequenceClassification, ModernBertForTokenClassification, ModernBertForMultipleChoice, ModernBertForMaskedLM, ModernBertForQuestionAnswering
