"""fastai.learner. Without `loss_func` the data loaders name the loss."""

class Learner:
    def __init__(self, dls: object, model: Model, loss_func: Criterion = None, opt_func: object = ..., lr: float = 0.001, splitter: object = ..., cbs: object = None, metrics: object = None, path: object = None, model_dir: str = "models", wd: object = None, wd_bn_bias: bool = False, train_bn: bool = True, moms: object = ..., default_cbs: bool = True) -> None: ...
