"""torch.distributions.relaxed_bernoulli."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class RelaxedBernoulli(Distribution):
    def __init__(self, temperature: Tensor, probs: Expects["probability"] = None, logits: Expects["binary-logits"] = None, validate_args: bool | None = None) -> None: ...
