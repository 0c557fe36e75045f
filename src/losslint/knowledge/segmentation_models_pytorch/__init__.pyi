"""segmentation_models_pytorch: models and losses of segmentation."""

from segmentation_models_pytorch import base, losses, utils
from segmentation_models_pytorch.decoders.unet import Unet
from segmentation_models_pytorch.decoders.unetplusplus import UnetPlusPlus
from segmentation_models_pytorch.decoders.manet import MAnet
from segmentation_models_pytorch.decoders.linknet import Linknet
from segmentation_models_pytorch.decoders.fpn import FPN
from segmentation_models_pytorch.decoders.pspnet import PSPNet
from segmentation_models_pytorch.decoders.deeplabv3 import DeepLabV3, DeepLabV3Plus
from segmentation_models_pytorch.decoders.pan import PAN
from segmentation_models_pytorch.decoders.upernet import UPerNet
from segmentation_models_pytorch.decoders.segformer import Segformer
from segmentation_models_pytorch.decoders.dpt import DPT
from segmentation_models_pytorch.base.model import SegmentationModel as _SegmentationModel

# What `create_model` makes, whatever the architecture.
class _Model(_SegmentationModel):
    def forward(self, x: Tensor) -> Carries["logits"]: ...

class _SigmoidModel(_SegmentationModel):
    def forward(self, x: Tensor) -> Carries["sigmoid"]: ...

class _SoftmaxModel(_SegmentationModel):
    def forward(self, x: Tensor, *, dim: int = 1) -> Carries["softmax"]: ...

@overload
def create_model(arch: str, encoder_name: str = "resnet34", encoder_weights: object = "imagenet", in_channels: int = 3, classes: int = 1, *, activation: Literal[None, "identity"] = None, aux_params: Literal[None] = None, **kwargs: object) -> _Model: ...
@overload
def create_model(arch: str, encoder_name: str = "resnet34", encoder_weights: object = "imagenet", in_channels: int = 3, classes: int = 1, *, activation: Literal["sigmoid"], aux_params: Literal[None] = None, **kwargs: object) -> _SigmoidModel: ...
@overload
def create_model(arch: str, encoder_name: str = "resnet34", encoder_weights: object = "imagenet", in_channels: int = 3, classes: int = 1, *, activation: Literal["softmax", "softmax2d"], aux_params: Literal[None] = None, **kwargs: object) -> _SoftmaxModel: ...
@overload
def create_model(arch: str, encoder_name: str = "resnet34", encoder_weights: object = "imagenet", in_channels: int = 3, classes: int = 1, **kwargs: object) -> Nothing: ...
