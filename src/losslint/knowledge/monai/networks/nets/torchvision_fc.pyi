"""monai.networks.nets.torchvision_fc: a model of torchvision with a new last layer `fc`."""

from monai.networks.nets.netadapter import NetAdapter

__canonical__ = "monai.networks.nets"

class TorchVisionFCModel(NetAdapter):
    def __init__(self, model_name: str = "resnet18", num_classes: int = 1, dim: int = 2, in_channels: object = None, use_conv: bool = False, pool: object = ('avg', {'kernel_size': 7, 'stride': 1}), bias: bool = True, pretrained: bool = False, fc_name: str = "fc", node_name: str = "", weights: object = None, **kwargs: object) -> None: ...
