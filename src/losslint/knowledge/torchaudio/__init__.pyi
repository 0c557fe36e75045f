"""torchaudio: sound."""

from torchaudio import functional, models, transforms
