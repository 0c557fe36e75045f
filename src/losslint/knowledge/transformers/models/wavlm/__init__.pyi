"""transformers.models.wavlm: the models."""

from transformers.models.wavlm.modeling_wavlm import WavLMPreTrainedModel, WavLMModel, WavLMForSequenceClassification, WavLMForCTC
