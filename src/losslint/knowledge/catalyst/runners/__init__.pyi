"""catalyst.runners."""

from catalyst.runners.supervised import SupervisedRunner
