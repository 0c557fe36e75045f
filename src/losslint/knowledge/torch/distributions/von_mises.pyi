"""torch.distributions.von_mises."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class VonMises(Distribution):
    def __init__(self, loc: Tensor, concentration: Expects["rate"], validate_args: bool | None = None) -> None: ...
