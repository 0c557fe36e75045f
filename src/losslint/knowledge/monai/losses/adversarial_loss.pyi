"""monai.losses.adversarial_loss: with binary cross-entropy it applies the sigmoid itself."""

from torch.nn.modules.loss import _Loss

__canonical__ = "monai.losses"

class PatchAdversarialLoss(_Loss):
    def __init__(self, reduction: object = "mean", criterion: str = "least_squares", no_activation_leastsq: bool = False) -> None: ...
    @overload
    def forward(self, input: Expects["binary-logits"], target_is_real: Target, for_discriminator: bool, *, criterion: Literal["bce"]) -> Loss: ...
    @overload
    def forward(self, input: Expects["any"], target_is_real: Target, for_discriminator: bool, *, criterion: Literal["hinge", "least_squares"] = "least_squares") -> Loss: ...
