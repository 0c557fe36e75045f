"""torch.distributions.categorical. `probs` are weights: they are divided by their sum."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class Categorical(Distribution):
    def __init__(self, probs: Expects["class-probability"] = None, logits: Expects["class-logits"] = None, validate_args: bool | None = None) -> None: ...
