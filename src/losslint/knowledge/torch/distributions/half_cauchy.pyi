"""torch.distributions.half_cauchy."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class HalfCauchy(Distribution):
    def __init__(self, scale: Expects["variance"], validate_args: bool | None = None) -> None: ...
