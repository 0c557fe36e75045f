"""torchvision.datasets.stl10"""

from torchvision.datasets.vision import VisionDataset

__canonical__ = "torchvision.datasets"

class STL10(VisionDataset):
    def __init__(self, root: object, split: str = "train", folds: object = None, transform: object = None, target_transform: object = None, download: bool = False) -> None: ...
