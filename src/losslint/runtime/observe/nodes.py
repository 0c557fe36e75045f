"""What each node of the autograd graph did to its operand: one table. Floor 3.

In: the name of a node without `Backward0`; out: the `Known` entry that names the function of the stubs that made it, which
of the node's saved constants are which of its arguments, and where among its inputs the operands stand. So a form is computed
from a graph by the same effects as from source. Saved *tensors* are never touched: reading one may run a hook of the user's (a
checkpoint would compute its block again). Structure-only nodes and layers have tables of their own.
"""

from __future__ import annotations

from functools import cache

from losslint.record import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A function of the stubs. `constants`: its parameter -> the node's attribute. `operands`: its parameters, in the order
    of the node's inputs."""

    function: str
    constants: tuple[tuple[str, str], ...] = ()
    operands: tuple[str, ...] = ("input",)


def _functional(name: str, **constants: str) -> Known:
    return Known(f"torch.nn.functional.{name}", tuple(constants.items()))


def _torch(name: str, *operands: str, **constants: str) -> Known:
    return Known(f"torch.{name}", tuple(constants.items()), operands or ("input",))


_REDUCED = {"dim": "_saved_dim", "keepdim": "_saved_keepdim"}

NODES: dict[str, Known] = {
    # Activations
    "Softmax": _functional("softmax", dim="_saved_dim"),
    "LogSoftmax": _functional("log_softmax", dim="_saved_dim"),
    "Sigmoid": _torch("sigmoid"),
    "LogSigmoid": _functional("logsigmoid"),
    "Tanh": _torch("tanh"),
    "Relu": _torch("relu"),
    "Hardtanh": _functional("hardtanh", min_val="_saved_min_val", max_val="_saved_max_val"),
    "Hardsigmoid": _functional("hardsigmoid"),
    "Hardswish": _functional("hardswish"),
    "Softplus": _functional("softplus"),
    "Elu": _functional("elu", alpha="_saved_alpha"),
    "Gelu": _functional("gelu"),
    "Silu": _functional("silu"),
    "Mish": _functional("mish"),
    "LeakyRelu": _functional("leaky_relu"),
    "PreluKernel": _functional("leaky_relu"),
    "RreluWithNoise": _functional("rrelu"),
    "Threshold": _functional("threshold", threshold="_saved_threshold"),
    "Glu": _functional("glu"),
    "Softshrink": _functional("softshrink"),
    "Hardshrink": _functional("hardshrink"),
    "Erf": _torch("erf"),
    # Functions of single values
    "Exp": _torch("exp"),
    "Log": _torch("log"),
    "Log1P": _torch("log1p"),
    "Logit": _torch("logit"),
    "Sqrt": _torch("sqrt"),
    "Abs": _torch("abs"),
    "Neg": _torch("neg"),
    "Sin": _torch("sin"),
    "Cos": _torch("cos"),
    "Pow": _torch("pow", "input", exponent="_saved_exponent"),
    "Clamp": _torch("clamp", min="_saved_min", max="_saved_max"),
    "ClampMin": _torch("clamp", min="_saved_min"),
    "ClampMax": _torch("clamp", max="_saved_max"),
    # Arithmetic: a constant operand is not in the graph, so it reads as a value that nobody knows
    "Sub": _torch("sub", "input", "other"),
    "Mul": _torch("mul", "input", "other"),
    "Div": _torch("div", "input", "other"),
    "Bmm": _torch("matmul", "input", "other"),
    # Several into one
    "Where": Known("torch.where", (), ("input", "other")),
    "Maximum": _torch("maximum", "input", "other"),
    "Minimum": _torch("minimum", "input", "other"),
    "Gather": _torch("gather", dim="_saved_dim"),
    # Reductions
    "Mean": _torch("mean", **_REDUCED),
    "Sum": _torch("sum", **_REDUCED),
    "Logsumexp": _torch("logsumexp", **_REDUCED),
    "Max": _torch("amax", **_REDUCED),
    "Min": _torch("amin", **_REDUCED),
    "Amax": _torch("amax", **_REDUCED),
    "Amin": _torch("amin", **_REDUCED),
    # Pooling and norms
    "AvgPool1D": _functional("avg_pool2d"),
    "AvgPool2D": _functional("avg_pool2d"),
    "AvgPool3D": _functional("avg_pool2d"),
    "AdaptiveAvgPool2D": _functional("avg_pool2d"),
    "MkldnnAdaptiveAvgPool2D": _functional("avg_pool2d"),
    "MaxPool2DWithIndices": _functional("max_pool2d"),
    "UpsampleNearest1D": _functional("avg_pool2d"),
    "UpsampleNearest2D": _functional("avg_pool2d"),
    "UpsampleBilinear2D": _functional("avg_pool2d"),
    "UpsampleLinear1D": _functional("avg_pool2d"),
    "UpsampleTrilinear3D": _functional("avg_pool2d"),
    "NativeBatchNorm": _functional("batch_norm"),
    "CudnnBatchNorm": _functional("batch_norm"),
    "MkldnnBatchNorm": _functional("batch_norm"),
    "NativeLayerNorm": _functional("layer_norm"),
    "NativeGroupNorm": _functional("group_norm"),
    "GridSampler2D": _functional("grid_sample"),
}

# Every value is what it was: only its place may change (`graph.py` says where the dimensions go).
STRUCTURE = frozenset(
    "View UnsafeView ReshapeAlias Alias Clone ToCopy Contiguous Expand Squeeze Unsqueeze Transpose T Permute Select Slice "
    "Split SplitWithSizes Unbind Flatten Unflatten ViewAs Copy _DDPSink _BroadcastBuffers BroadcastBackward "
    "FusedGatherScatter PreHook DiagonalBackward Detach".split()
)

# A weighted sum of its inputs: raw scores where the weight at this position among the inputs is a parameter.
WEIGHT = {
    "Addmm": (2,),
    "Addbmm": (2,),
    "Baddbmm": (2,),
    "Mm": (0, 1),
    "Mv": (0, 1),
    "Dot": (0, 1),
    "Linear": (1,),
    "Convolution": (1,),
    "MkldnnConvolution": (1,),
    "CudnnConvolution": (1,),
    "ThnnConv2D": (1,),
    "SlowConv3D": (1,),
}

# A layer's weight made of its direction and its norm is a weight.
REPARAMETERISED = frozenset({"WeightNormInterface"})

# The output of a recurrent layer: bounded by its tanh.
RECURRENT = frozenset("MkldnnRnnLayer CudnnRnn ThnnFusedLstmCell ThnnFusedGruCell".split())

# Nothing can be said, and this is why.
OPAQUE = {
    "CompiledFunction": "the output comes out of a compiled region",
    "CheckpointFunction": "the output comes out of a checkpointed block",
}


@cache
def stem(name: str) -> str:
    """`SoftmaxBackward0` and `torch::autograd::CopySlices` as this table names them."""
    bare = name.rpartition("::")[2].rstrip("0123456789")
    return bare.removesuffix("Backward") or bare
