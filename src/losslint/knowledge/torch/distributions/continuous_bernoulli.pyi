"""torch.distributions.continuous_bernoulli."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class ContinuousBernoulli(Distribution):
    def __init__(self, probs: Expects["probability"] = None, logits: Expects["binary-logits"] = None, lims: object = ..., validate_args: bool | None = None) -> None: ...
