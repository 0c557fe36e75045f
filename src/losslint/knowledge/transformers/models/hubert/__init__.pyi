"""transformers.models.hubert: the models."""

from transformers.models.hubert.modeling_hubert import HubertPreTrainedModel, HubertModel, HubertForSequenceClassification, HubertForCTC
