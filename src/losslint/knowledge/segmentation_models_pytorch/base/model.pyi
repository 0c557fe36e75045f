"""segmentation_models_pytorch.base.model: what the models have in common."""

from torch.nn.modules.module import Module

__canonical__ = "segmentation_models_pytorch.base"

class SegmentationModel(Module):
    def predict(self, x: Tensor) -> Nothing: ...
    def freeze_encoder(self) -> None: ...
    def unfreeze_encoder(self) -> None: ...
