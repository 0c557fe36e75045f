"""torch.distributions.binomial."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class Binomial(Distribution):
    def __init__(self, total_count: int = 1, probs: Expects["probability"] = None, logits: Expects["binary-logits"] = None, validate_args: bool | None = None) -> None: ...
