"""torchvision.datasets.cifar"""

from torchvision.datasets.vision import VisionDataset

__canonical__ = "torchvision.datasets"

class CIFAR10(VisionDataset):
    def __init__(self, root: object, train: bool = True, transform: object = None, target_transform: object = None, download: bool = False) -> None: ...

class CIFAR100(CIFAR10): ...
