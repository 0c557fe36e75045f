"""torchbearer."""

from torchbearer.trial import Trial
