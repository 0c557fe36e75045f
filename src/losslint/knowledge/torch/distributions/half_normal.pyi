"""torch.distributions.half_normal."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class HalfNormal(Distribution):
    def __init__(self, scale: Expects["variance"], validate_args: bool | None = None) -> None: ...
