"""transformers.models.electra: the models."""

from transformers.models.electra.modeling_electra import ElectraPreTrainedModel, ElectraModel, ElectraForSequenceClassification, ElectraForTokenClassification, ElectraForMultipleChoice, ElectraForMaskedLM, ElectraForCausalLM, ElectraForQuestionAnswering
