"""poutyne: Keras' way of training for torch's modules. A loss may be named by a string, of which nothing is said."""

class Model:
    def __init__(self, network: Model, optimizer: object, loss_function: Criterion, *, batch_metrics: object = None, epoch_metrics: object = None, device: object = None) -> None: ...

class Experiment:
    def __init__(self, directory: str, network: Model, *, device: object = None, logging: bool = True, optimizer: object = "sgd", loss_function: Criterion = None, batch_metrics: object = None, epoch_metrics: object = None, monitoring: bool = True, monitor_metric: object = None, monitor_mode: object = None, task: object = None) -> None: ...
