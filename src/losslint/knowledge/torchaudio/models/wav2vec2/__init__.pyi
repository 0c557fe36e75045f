"""torchaudio.models.wav2vec2: the models."""

from torchaudio.models.wav2vec2.model import Wav2Vec2Model, wav2vec2_model, wav2vec2_base, wav2vec2_large, wav2vec2_large_lv60k, hubert_base, hubert_large, hubert_xlarge, wavlm_model, wavlm_base, wavlm_large, wav2vec2_xlsr_300m, wav2vec2_xlsr_1b, wav2vec2_xlsr_2b
