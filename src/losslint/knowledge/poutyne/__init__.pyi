"""poutyne: Keras' way of training for torch's modules. A loss may be named by a text."""

class LossNames:
    crossentropy: torch.nn.functional.cross_entropy
    kldiv: torch.nn.functional.kl_div
    binarycrossentropy: torch.nn.functional.binary_cross_entropy
    bce: torch.nn.functional.binary_cross_entropy
    binarycrossentropywithlogits: torch.nn.functional.binary_cross_entropy_with_logits
    bcewithlogits: torch.nn.functional.binary_cross_entropy_with_logits
    poissonnll: torch.nn.functional.poisson_nll_loss
    hingeembedding: torch.nn.functional.hinge_embedding_loss
    l1: torch.nn.functional.l1_loss
    mse: torch.nn.functional.mse_loss
    multilabelmargin: torch.nn.functional.multilabel_margin_loss
    multilabelsoftmargin: torch.nn.functional.multilabel_soft_margin_loss
    multimargin: torch.nn.functional.multi_margin_loss
    nll: torch.nn.functional.nll_loss
    smoothl1: torch.nn.functional.smooth_l1_loss
    softmargin: torch.nn.functional.soft_margin_loss

class Model:
    def __init__(self, network: Model, optimizer: object, loss_function: Criterion[LossNames], *, batch_metrics: object = None, epoch_metrics: object = None, device: object = None) -> None: ...

class ModelBundle:
    @overload
    def from_network(cls, directory: str, network: Model, *, device: object = None, logging: bool = True, optimizer: object = "sgd", loss_function: Criterion[LossNames] = "torch.nn.functional.cross_entropy", batch_metrics: object = None, epoch_metrics: object = None, monitoring: bool = True, monitor_metric: object = None, monitor_mode: object = None, task: Literal["classif", "classification", "classifier"]) -> ModelBundle: ...
    @overload
    def from_network(cls, directory: str, network: Model, *, device: object = None, logging: bool = True, optimizer: object = "sgd", loss_function: Criterion[LossNames] = None, batch_metrics: object = None, epoch_metrics: object = None, monitoring: bool = True, monitor_metric: object = None, monitor_mode: object = None, task: object = None) -> ModelBundle: ...

class Experiment:
    @overload
    def __init__(self, directory: str, network: Model, *, device: object = None, logging: bool = True, optimizer: object = "sgd", loss_function: Criterion[LossNames] = "torch.nn.functional.cross_entropy", batch_metrics: object = None, epoch_metrics: object = None, monitoring: bool = True, monitor_metric: object = None, monitor_mode: object = None, task: Literal["classif", "classification", "classifier"]) -> None: ...
    @overload
    def __init__(self, directory: str, network: Model, *, device: object = None, logging: bool = True, optimizer: object = "sgd", loss_function: Criterion[LossNames] = None, batch_metrics: object = None, epoch_metrics: object = None, monitoring: bool = True, monitor_metric: object = None, monitor_mode: object = None, task: object = None) -> None: ...
