"""transformers.models.albert: the models."""

from transformers.models.albert.modeling_albert import AlbertPreTrainedModel, AlbertModel, AlbertForSequenceClassification, AlbertForTokenClassification, AlbertForMultipleChoice, AlbertForMaskedLM, AlbertForQuestionAnswering
