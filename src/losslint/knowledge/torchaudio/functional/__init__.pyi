"""torchaudio.functional: functions."""

from torchaudio.functional.functional import rnnt_loss
