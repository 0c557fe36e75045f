"""torch.distributions.poisson."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class Poisson(Distribution):
    def __init__(self, rate: Expects["rate"], validate_args: bool | None = None) -> None: ...
