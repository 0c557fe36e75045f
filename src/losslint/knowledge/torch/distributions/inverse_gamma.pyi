"""torch.distributions.inverse_gamma."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class InverseGamma(Distribution):
    def __init__(self, concentration: Expects["rate"], rate: Expects["rate"], validate_args: bool | None = None) -> None: ...
