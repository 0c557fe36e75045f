"""torch.distributions.relaxed_categorical. `probs` are weights, as of Categorical."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class RelaxedOneHotCategorical(Distribution):
    def __init__(self, temperature: Tensor, probs: Expects["class-probability"] = None, logits: Expects["class-logits"] = None, validate_args: bool | None = None) -> None: ...
