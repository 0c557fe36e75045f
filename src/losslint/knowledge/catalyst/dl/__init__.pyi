"""catalyst.dl: what a training needs."""

from catalyst.runners import SupervisedRunner
