"""torchvision.datasets.folder"""

from torchvision.datasets.vision import VisionDataset

__canonical__ = "torchvision.datasets"

class DatasetFolder(VisionDataset):
    def __init__(self, root: object, loader: object, extensions: object = None, transform: object = None, target_transform: object = None, is_valid_file: object = None, allow_empty: bool = False) -> None: ...

class ImageFolder(DatasetFolder):
    def __init__(self, root: object, transform: object = None, target_transform: object = None, loader: object = ..., is_valid_file: object = None, allow_empty: bool = False) -> None: ...
