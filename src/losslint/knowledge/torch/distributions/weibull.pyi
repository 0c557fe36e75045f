"""torch.distributions.weibull."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class Weibull(Distribution):
    def __init__(self, scale: Expects["variance"], concentration: Expects["rate"], validate_args: bool | None = None) -> None: ...
