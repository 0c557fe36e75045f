"""timm.loss.distribution_balanced_loss: it applies the sigmoid itself."""

from torch.nn.modules.module import Module

__canonical__ = "timm.loss"

class DistributionBalancedLoss(Module):
    def __init__(self, class_counts: object, num_samples: int, map_alpha: float = 0.1, map_beta: float = 10.0, map_mu: float = 0.2, neg_scale: float = 2.0, init_bias: float = 0.05, focal_gamma: float = 2.0, focal_balance: float = 2.0, smoothing: float = 0.0, reduction: str = "mean") -> None: ...
    def forward(self, x: Expects["binary-logits"], target: Target) -> Loss: ...
