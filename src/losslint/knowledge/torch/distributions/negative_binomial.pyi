"""torch.distributions.negative_binomial."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class NegativeBinomial(Distribution):
    def __init__(self, total_count: int, probs: Expects["probability"] = None, logits: Expects["binary-logits"] = None, validate_args: bool | None = None) -> None: ...
