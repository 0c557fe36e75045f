"""torchvision.ops.giou_loss: boxes are compared."""


__canonical__ = "torchvision.ops"

def generalized_box_iou_loss(boxes1: Expects["any"], boxes2: Target, reduction: str = "none", eps: float = 1e-07) -> Loss: ...
