"""transformers.models.roberta: the models."""

from transformers.models.roberta.modeling_roberta import RobertaPreTrainedModel, RobertaModel, RobertaForSequenceClassification, RobertaForTokenClassification, RobertaForMultipleChoice, RobertaForMaskedLM, RobertaForCausalLM, RobertaForQuestionAnswering
