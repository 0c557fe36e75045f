"""kornia.losses.divergence: of heatmaps, each of which is a distribution over its places; the logarithm is taken inside."""


__canonical__ = "kornia.losses"

def js_div_loss_2d(pred: Expects["probability", "class-probability"], target: Target, reduction: str = "mean") -> Loss: ...

def kl_div_loss_2d(pred: Expects["probability", "class-probability"], target: Target, reduction: str = "mean") -> Loss: ...
