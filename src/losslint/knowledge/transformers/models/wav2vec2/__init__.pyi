"""transformers.models.wav2vec2: the models."""

from transformers.models.wav2vec2.modeling_wav2vec2 import Wav2Vec2PreTrainedModel, Wav2Vec2Model, Wav2Vec2ForSequenceClassification, Wav2Vec2ForCTC
