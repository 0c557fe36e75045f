"""torchbearer.trial."""

__canonical__ = "torchbearer"

class Trial:
    def __init__(self, model: Model, optimizer: object = None, criterion: Criterion = None, metrics: object = ..., callbacks: object = ..., verbose: int = 2) -> None: ...
