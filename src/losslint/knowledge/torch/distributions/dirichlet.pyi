"""torch.distributions.dirichlet."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class Dirichlet(Distribution):
    def __init__(self, concentration: Expects["rate"], validate_args: bool | None = None) -> None: ...
