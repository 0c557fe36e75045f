"""torch.distributions.log_normal."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class LogNormal(Distribution):
    def __init__(self, loc: Tensor, scale: Expects["variance"], validate_args: bool | None = None) -> None: ...
