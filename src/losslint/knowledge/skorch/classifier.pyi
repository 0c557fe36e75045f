"""skorch.classifier: with NLLLoss, the default, the module gives probabilities and the net takes the logarithm."""

from skorch.net import NeuralNet

__canonical__ = "skorch"

class NeuralNetClassifier(NeuralNet):
    def __init__(self, module: Model, *args: object, criterion: Criterion["torch.nn.NLLLoss"] = "torch.nn.NLLLoss", train_split: object = ..., classes: object = None, **kwargs: object) -> None: ...

class NeuralNetBinaryClassifier(NeuralNet):
    def __init__(self, module: Model, *args: object, criterion: Criterion = "torch.nn.BCEWithLogitsLoss", train_split: object = ..., threshold: float = 0.5, **kwargs: object) -> None: ...
