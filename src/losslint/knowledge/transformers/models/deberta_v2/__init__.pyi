"""transformers.models.deberta_v2: the models."""

from transformers.models.deberta_v2.modeling_deberta_v2 import DebertaV2PreTrainedModel, DebertaV2Model, DebertaV2ForSequenceClassification, DebertaV2ForTokenClassification, DebertaV2ForMultipleChoice, DebertaV2ForMaskedLM, DebertaV2ForQuestionAnswering
