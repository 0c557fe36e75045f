"""torch.distributions.chi2."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class Chi2(Distribution):
    def __init__(self, df: Expects["rate"], validate_args: bool | None = None) -> None: ...
