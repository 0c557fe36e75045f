"""torchvision.datasets.vision"""

__canonical__ = "torchvision.datasets"

class VisionDataset:
    def __init__(self, root: object = None, transforms: object = None, transform: object = None, target_transform: object = None) -> None: ...
