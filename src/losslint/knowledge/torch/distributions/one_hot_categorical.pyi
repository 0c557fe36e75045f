"""torch.distributions.one_hot_categorical. `probs` are weights, as of Categorical."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class OneHotCategorical(Distribution):
    def __init__(self, probs: Expects["class-probability"] = None, logits: Expects["class-logits"] = None, validate_args: bool | None = None) -> None: ...

class OneHotCategoricalStraightThrough(OneHotCategorical): ...
