"""transformers.models.deberta: the models."""

from transformers.models.deberta.modeling_deberta import DebertaPreTrainedModel, DebertaModel, DebertaForSequenceClassification, DebertaForTokenClassification, DebertaForMaskedLM, DebertaForQuestionAnswering
