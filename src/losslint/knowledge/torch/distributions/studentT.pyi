"""torch.distributions.studentT."""

from torch.distributions.distribution import Distribution

__canonical__ = "torch.distributions"

class StudentT(Distribution):
    def __init__(self, df: Expects["rate"], loc: Tensor = 0.0, scale: Expects["variance"] = 1.0, validate_args: bool | None = None) -> None: ...
