"""transformers.models.gpt2: the models."""

from transformers.models.gpt2.modeling_gpt2 import GPT2PreTrainedModel, GPT2Model, GPT2ForSequenceClassification, GPT2ForTokenClassification, GPT2LMHeadModel, GPT2ForQuestionAnswering
