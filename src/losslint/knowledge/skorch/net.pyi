"""skorch.net."""

__canonical__ = "skorch"

class NeuralNet:
    def __init__(self, module: Model, criterion: Criterion, optimizer: object = ..., lr: float = 0.01, max_epochs: int = 10, batch_size: int = 128, **kwargs: object) -> None: ...
