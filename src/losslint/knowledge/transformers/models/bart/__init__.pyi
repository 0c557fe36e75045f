"""transformers.models.bart: the models."""

from transformers.models.bart.modeling_bart import BartPreTrainedModel, BartModel, BartForSequenceClassification, BartForCausalLM, BartForQuestionAnswering
