"""torch.distributions.continuous_bernoulli. Nothing checks `probs` there unless it is asked for."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class ContinuousBernoulli(Distribution):
    def __init__(self, probs: Tensor | None = None, logits: Expects["binary-logits"] = None, lims: object = ..., validate_args: bool | None = None) -> None: ...
