"""torchvision.datasets.mnist"""

from torchvision.datasets.vision import VisionDataset

__canonical__ = "torchvision.datasets"

class MNIST(VisionDataset):
    def __init__(self, root: object, train: bool = True, transform: object = None, target_transform: object = None, download: bool = False) -> None: ...

class FashionMNIST(MNIST): ...

class KMNIST(MNIST): ...

class EMNIST(MNIST):
    def __init__(self, root: object, split: str, **kwargs: object) -> None: ...
