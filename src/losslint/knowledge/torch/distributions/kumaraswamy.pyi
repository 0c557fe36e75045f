"""torch.distributions.kumaraswamy."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class Kumaraswamy(Distribution):
    def __init__(self, concentration1: Expects["rate"], concentration0: Expects["rate"], validate_args: bool | None = None) -> None: ...
