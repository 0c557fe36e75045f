"""transformers.models.camembert: the models."""

from transformers.models.camembert.modeling_camembert import CamembertPreTrainedModel, CamembertModel, CamembertForSequenceClassification, CamembertForTokenClassification, CamembertForMultipleChoice, CamembertForMaskedLM, CamembertForCausalLM, CamembertForQuestionAnswering
