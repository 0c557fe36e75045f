"""torch.distributions.bernoulli."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class Bernoulli(Distribution):
    def __init__(self, probs: Expects["probability"] = None, logits: Expects["binary-logits"] = None, validate_args: bool | None = None) -> None: ...
