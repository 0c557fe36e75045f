"""transformers.models.audio_spectrogram_transformer: the models."""

from transformers.models.audio_spectrogram_transformer.modeling_audio_spectrogram_transformer import ASTPreTrainedModel, ASTModel, ASTForAudioClassification
