"""skorch.regressor."""

from skorch.net import NeuralNet

__canonical__ = "skorch"

class NeuralNetRegressor(NeuralNet):
    def __init__(self, module: Model, *args: object, criterion: Criterion = "torch.nn.MSELoss", **kwargs: object) -> None: ...
