"""transformers.models.xlm_roberta: the models."""

from transformers.models.xlm_roberta.modeling_xlm_roberta import XLMRobertaPreTrainedModel, XLMRobertaModel, XLMRobertaForSequenceClassification, XLMRobertaForTokenClassification, XLMRobertaForMultipleChoice, XLMRobertaForMaskedLM, XLMRobertaForCausalLM, XLMRobertaForQuestionAnswering
