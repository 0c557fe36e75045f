"""torchaudio.transforms: transforms."""

from torchaudio.transforms._transforms import RNNTLoss
