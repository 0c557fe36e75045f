"""torch.distributions.pareto."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class Pareto(Distribution):
    def __init__(self, scale: Expects["variance"], alpha: Expects["rate"], validate_args: bool | None = None) -> None: ...
