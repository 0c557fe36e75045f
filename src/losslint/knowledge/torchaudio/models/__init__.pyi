"""torchaudio.models: models of sound."""

from torchaudio.models.conformer import Conformer
from torchaudio.models.conv_tasnet import ConvTasNet, conv_tasnet_base
from torchaudio.models.deepspeech import DeepSpeech
from torchaudio.models.wav2letter import Wav2Letter
from torchaudio.models.wav2vec2 import (
    Wav2Vec2Model,
    wav2vec2_model,
    wav2vec2_base,
    wav2vec2_large,
    wav2vec2_large_lv60k,
    hubert_base,
    hubert_large,
    hubert_xlarge,
    wavlm_model,
    wavlm_base,
    wavlm_large,
    wav2vec2_xlsr_300m,
    wav2vec2_xlsr_1b,
    wav2vec2_xlsr_2b,
)
from torchaudio.models.wavernn import WaveRNN
