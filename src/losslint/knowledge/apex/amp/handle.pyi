"""apex.amp.handle: the loss, multiplied for the backward pass inside `with`."""

__canonical__ = "apex.amp"

def scale_loss(loss: T, optimizers: object, loss_id: int = 0, model: object = None, delay_unscale: bool = False, delay_overflow_check: bool = False) -> T: ...
