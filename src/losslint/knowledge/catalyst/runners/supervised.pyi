"""catalyst.runners.supervised: the criterion grades what the model gives, unless a callback says otherwise."""


__canonical__ = "catalyst.runners"

class SupervisedRunner:
    def __init__(self, model: object = None, engine: object = None, input_key: object = "features", output_key: object = "logits", target_key: str = "targets", loss_key: str = "loss") -> None: ...
    def train(self, *, loaders: object, model: Model = None, engine: object = None, criterion: Criterion = None, optimizer: object = None, scheduler: object = None, callbacks: Between = None, loggers: object = None, seed: int = 42, hparams: object = None, num_epochs: int = 1, logdir: str = None, resume: str = None, valid_loader: str = None, valid_metric: str = None, minimize_valid_metric: bool = None, verbose: bool = False, timeit: bool = False, check: bool = False, overfit: bool = False, profile: bool = False, load_best_on_end: bool = False, cpu: bool = False, fp16: bool = False, ddp: bool = False) -> Nothing: ...
