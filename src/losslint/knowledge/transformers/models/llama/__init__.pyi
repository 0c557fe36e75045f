"""transformers.models.llama: the models."""

from transformers.models.llama.modeling_llama import LlamaPreTrainedModel, LlamaModel, LlamaForSequenceClassification, LlamaForTokenClassification, LlamaForCausalLM, LlamaForQuestionAnswering
