"""transformers.models.bert: the models."""

from transformers.models.bert.modeling_bert import BertPreTrainedModel, BertModel, BertForSequenceClassification, BertForTokenClassification, BertForMultipleChoice, BertForMaskedLM, BertLMHeadModel, BertForNextSentencePrediction, BertForQuestionAnswering
