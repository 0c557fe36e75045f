"""torchvision.datasets.svhn"""

from torchvision.datasets.vision import VisionDataset

__canonical__ = "torchvision.datasets"

class SVHN(VisionDataset):
    def __init__(self, root: object, split: str = "train", transform: object = None, target_transform: object = None, download: bool = False) -> None: ...
