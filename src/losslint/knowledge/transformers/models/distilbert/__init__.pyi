"""transformers.models.distilbert: the models."""

from transformers.models.distilbert.modeling_distilbert import DistilBertPreTrainedModel, DistilBertModel, DistilBertForSequenceClassification, DistilBertForTokenClassification, DistilBertForMultipleChoice, DistilBertForMaskedLM, DistilBertForQuestionAnswering
