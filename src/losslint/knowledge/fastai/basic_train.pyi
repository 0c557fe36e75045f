"""fastai.basic_train, of version 1. Without `loss_func` the data name the loss."""

class Learner:
    def __init__(self, data: object, model: Model, opt_func: object = ..., loss_func: Criterion = None, metrics: object = None, **kwargs: object) -> None: ...
