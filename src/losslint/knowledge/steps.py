"""What the calls of a training step do to the error signal: which send it back, which end it, which pass it on. Floor 2.

Data only. Methods are named as they are called, functions by their canonical names; what is not listed here is unknown
to whoever reads it, and silences.
"""

from __future__ import annotations

from losslint.observation import Ending
from losslint.operations.dtypes import TENSORS

BACKWARD = frozenset(("backward", "manual_backward"))
"""Methods that send a gradient back. Of a tensor: from itself; of anything else: from their first argument."""

TRAINING_HOOK = "training_step"
"""The method whose result a framework sends back."""

BACKWARD_FUNCTIONS = frozenset(("torch.autograd.backward", "torch.autograd.grad"))

BACKWARD_OWNERS = frozenset(
    (
        "accelerate.Accelerator",
        "lightning.Fabric",
        "lightning.fabric.Fabric",
        "lightning_fabric.Fabric",
        "deepspeed.initialize",
    )
)
"""Objects whose `backward(loss)` sends it from the argument."""

PASSES_FIRST = frozenset(
    (
        "torch.amp.GradScaler.scale",
        "torch.cuda.amp.GradScaler.scale",
        "apex.amp.scale_loss",
        "apex.amp.handle.scale_loss",
    )
)
"""Calls that give their first argument, scaled for the backward pass."""

DETACHING = {
    "detach": Ending.DETACHED,
    "detach_": Ending.DETACHED,
    "item": Ending.NUMBER,
    "tolist": Ending.NUMBER,
    "numpy": Ending.NUMBER,
}
"""Methods after which no gradient flows, on whatever they are called: only tensors have them."""

HARD = dict.fromkeys(
    "argmax argmin argsort eq ne gt lt ge le greater less greater_equal less_equal not_equal isnan isclose logical_and "
    "logical_or logical_not logical_xor long int short byte bool char one_hot multinomial bincount nonzero searchsorted "
    "bucketize count_nonzero unique".split(),
    Ending.HARD,
)
FLAT = dict.fromkeys("round sign floor ceil trunc heaviside bernoulli".split(), Ending.FLAT)
ENDINGS = {**DETACHING, **HARD, **FLAT}

SIZES = frozenset("size dim numel nelement ndimension stride element_size get_device is_contiguous data_ptr".split())
"""Methods that tell of a tensor and not of its values."""

ALONE = frozenset(
    "to cuda cpu float double half bfloat16 type type_as view view_as reshape reshape_as expand expand_as permute transpose t "
    "swapaxes squeeze unsqueeze flatten unflatten contiguous clone repeat repeat_interleave tile narrow sum mean std var "
    "softmax log_softmax cumsum flip roll chunk split unbind diagonal triu tril unfold movedim".split()
)
"""Functions in which the gradient comes from the first operand alone: the others are sizes, types and dimensions."""

INDICES = frozenset("max min topk sort kthvalue median mode cummax cummin".split())
"""Functions whose second result tells where the values stand."""

INTEGERS = frozenset(
    f"torch.{name}"
    for name in (
        "long int short bool int8 int16 int32 int64 uint8 LongTensor IntTensor ShortTensor ByteTensor BoolTensor".split()
    )
)
"""Types to which a cast ends the gradient."""

REBUILDING = frozenset(
    (
        *(f"torch.{n}" for n in "tensor Tensor from_numpy autograd.Variable autograd.variable.Variable".split()),
        *(f"torch.{place}{name}" for place in ("", "cuda.") for name in TENSORS),
    )
)
"""Calls that copy a value into a tensor of its own."""

FRESH = frozenset(
    f"torch.{name}"
    for name in (
        "zeros ones empty full eye arange linspace rand randn randint randperm zeros_like ones_like empty_like full_like "
        "rand_like randn_like randint_like normal device Size Generator".split()
    )
)
"""Calls that make a tensor of data."""

METRICS = frozenset(
    f"sklearn.metrics.{name}"
    for name in (
        "accuracy_score balanced_accuracy_score f1_score fbeta_score precision_score recall_score roc_auc_score "
        "average_precision_score cohen_kappa_score matthews_corrcoef jaccard_score".split()
    )
) | frozenset(
    f"torchmetrics.functional.{where}{name}"
    for where in ("", "classification.")
    for name in "accuracy f1_score fbeta_score precision recall specificity auroc cohen_kappa jaccard_index".split()
)
"""Functions that count right answers."""

POINTWISE = frozenset(
    f"torch.nn.{name}"
    for name in (
        "Softmax LogSoftmax Sigmoid LogSigmoid Tanh ReLU ReLU6 LeakyReLU ELU GELU SiLU Softplus Identity Flatten Dropout "
        "Dropout2d MaxPool2d AvgPool2d AdaptiveAvgPool2d Upsample Unflatten CosineSimilarity PairwiseDistance".split()
    )
)
"""Layers without parameters: what flows back from them comes from their input."""

GRADIENT_OFF = frozenset(
    ("torch.no_grad", "torch.inference_mode", "torch.autograd.no_grad", "torch.autograd.grad_mode.no_grad")
)
GRADIENT_ON = frozenset(("torch.enable_grad", "torch.autograd.enable_grad", "torch.autograd.grad_mode.enable_grad"))
GRADIENT_SET = frozenset(
    ("torch.set_grad_enabled", "torch.autograd.set_grad_enabled", "torch.autograd.grad_mode.set_grad_enabled")
)

LOADERS = frozenset(
    ("torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader", "torch_geometric.loader.DataLoader")
)
"""What gives batches of data: no gradient flows into them."""

WALKS = frozenset(
    (
        "tqdm.tqdm",
        "tqdm.auto.tqdm",
        "tqdm.notebook.tqdm",
        "builtins.iter",
        "builtins.list",
        "itertools.islice",
        "builtins.reversed",
    )
)
"""What gives the elements of its first argument."""

OPTIMISERS = "torch.optim."
"""Where the classes of optimisers live."""

SCALERS = frozenset(("torch.amp.GradScaler", "torch.cuda.amp.GradScaler", "torch.cuda.amp.grad_scaler.GradScaler"))

TELLING = frozenset(
    "backward manual_backward grad _grad autograd functorch vjp jvp zero_grad zero_ closure hook".split()
)
"""Names that tell that gradients are handled, in whatever way."""

DROPOUTS = frozenset("dropout dropout1d dropout2d dropout3d".split())
ALWAYS_ON = frozenset(f"torch.nn.functional.{name}" for name in DROPOUTS)
"""Functions whose `training` is True unless it is said."""

MODED = frozenset(
    f"torch.nn.{name}"
    for name in "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm".split()
)
"""Layers that do something else in evaluation."""

MODULES = frozenset(
    (
        "torch.nn.Module",
        "torch.nn.modules.module.Module",
        "pytorch_lightning.LightningModule",
        "lightning.LightningModule",
        "lightning.pytorch.LightningModule",
    )
)
