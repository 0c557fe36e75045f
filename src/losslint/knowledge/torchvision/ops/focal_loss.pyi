"""torchvision.ops.focal_loss: it applies the sigmoid itself."""

__canonical__ = "torchvision.ops"

def sigmoid_focal_loss(inputs: Expects["binary-logits"], targets: Target, alpha: float = 0.25, gamma: float = 2, reduction: str = "none") -> Loss: ...
