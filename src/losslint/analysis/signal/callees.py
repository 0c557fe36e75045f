"""What a call does to the gradient of its arguments. Floor 3.

The project's own functions and objects are followed into what they return; those of libraries are looked up in
`knowledge/steps.py`, and pass everything on where they are known to compute tensors from tensors. Anything else may have
parameters of its own: a gradient may flow.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import binding, bounds, classes, losses
from losslint.analysis.frames import Frame
from losslint.analysis.scope import dotted
from losslint.analysis.signal import gradient, standing
from losslint.analysis.things import (
    Bound,
    Container,
    Function,
    Instance,
    Made,
    Method,
    Opaque,
    Sequence,
    Symbol,
    Thing,
    Value,
    Wrapper,
)
from losslint.forms import Form, FormName
from losslint.knowledge import steps
from losslint.observation import Ending, Gradient

if TYPE_CHECKING:
    from losslint.analysis.signal.gradient import Gradients, Path

TENSOR = "torch.Tensor"
LINEAR = frozenset(
    "mean sum mul div add sub true_divide to cuda cpu float double half clone contiguous squeeze unsqueeze view reshape".split()
)
NUMBERS = frozenset(("builtins.float", "builtins.int", "builtins.bool"))
COUNTS = frozenset(
    ("builtins.len", "builtins.range", "builtins.isinstance", "builtins.type", "builtins.str", "builtins.id")
)
HOLDING = frozenset("values items get pop copy keys setdefault".split())
DATA = frozenset((FormName.INPUT_DATA, FormName.CLASS_INDEX, FormName.ONE_HOT, FormName.HARD))
NAMESPACES = ("torch.", "torch.nn.functional.", "torch.special.", "torch.linalg.", "torch.fft.")


def call(self: Gradients, node: ast.Call, frame: Frame, path: Path) -> Gradient:
    """What flows back from the value of a call."""
    func = node.func
    if isinstance(func, ast.Attribute) and func.attr in steps.DETACHING and func.attr not in self.ev.graph.defined:
        return cut_off(self, steps.DETACHING[func.attr], f"{func.attr}()", node, frame, [func.value])
    callee = self.ev.value(func, frame)
    return gradient.joined(called(self, thing, node, frame, path) for thing, _ in callee) if callee else gradient.FLOWS


def called(self: Gradients, thing: Thing, node: ast.Call, frame: Frame, path: Path) -> Gradient:
    if self.moving and isinstance(thing, Instance | Made | Container | Wrapper):
        return moved(self, thing, node, frame, path)
    match thing:
        case Function() | Method() | Instance() | Wrapper():
            return self.under(node, frame, followed(self, thing, node, frame, path))
    return self.under(node, frame, library(self, thing, node, frame, path))


def moved(self: Gradients, thing: Thing, node: ast.Call, frame: Frame, path: Path) -> Gradient:
    """A module, asked as a whole: through one that no optimiser moves, what is moved may be the input alone."""
    proven, self.moving = self.proven, False
    result = called(self, thing, node, frame, path)
    self.moving = True
    if result.flows and standing.stands_still(self.ev, thing, node.func, frame):
        self.proven = proven
        return gradient.joined(self.expr(a, frame) for a in arguments(node))
    return result


def library(self: Gradients, thing: Thing, node: ast.Call, frame: Frame, path: Path) -> Gradient:
    if losses.known_loss(self.ev, thing) is not None:
        return graded(self, node, frame)
    match thing:
        case Symbol(name=name):
            return symbol(self, self.ev.knowledge.canonical(name), node, frame, path)
        case Bound(receiver=Made(cls=cls), name=name):
            return first(self, node, frame) if f"{cls}.{name}" in steps.PASSES_FIRST else gradient.FLOWS
        case Bound(receiver=Form(), name=name) | Bound(name=name):
            return method(self, name, node, frame, path)
        case Made(cls=cls) if cls in steps.POINTWISE:
            return applied(self, node, frame)
        case Made() | Container():
            self.proven = True
        case Form() | Opaque() if isinstance(node.func, ast.Attribute):
            return method(self, node.func.attr, node, frame, path)
    return gradient.FLOWS


# -- the project's own -------------------------------------------------------------------------------------------------


def followed(self: Gradients, thing: Thing, node: ast.Call, frame: Frame, path: Path) -> Gradient:
    """What a function of the project returns."""
    if losses.known_loss(self.ev, thing) is not None:
        return self.under(node, frame, graded(self, node, frame))
    match thing:
        case Wrapper(inner=inner):
            return called(self, inner, node, frame, path)
        case Instance():
            method = classes.call_method(self.ev, thing)
            if not isinstance(method, Method):
                return self.under(node, frame, gradient.FLOWS)
            return followed(self, method, node, frame, path)
        case Method(function=function, receiver=receiver):
            return returned(self, function, receiver, node, frame, path)
        case Function():
            return returned(self, thing, None, node, frame, path)
    return gradient.FLOWS


def returned(
    self: Gradients, function: Function, receiver: Thing | None, node: ast.Call, frame: Frame, path: Path
) -> Gradient:
    ev = self.ev
    if frame.depth >= bounds.CALL_DEPTH or frame.nested_in(function.node) >= 1:
        return gradient.FLOWS
    scope = ev.scope(function.node)
    if scope.yields:
        return gradient.FLOWS
    inner = ev.bound_frame(function, binding.arguments_of(ev, node, frame), (node, frame, ""), receiver, function.owner)
    found = []
    for statement, _, loops in scope.returns:
        expr = statement.value if isinstance(statement, ast.Return) else statement
        if expr is not None:
            found.append(self.expr(expr, ev.adjust(inner, loops, loops), path))
    return gradient.joined(found) if found else gradient.FLOWS  # a function without result is not finished yet


# -- libraries ---------------------------------------------------------------------------------------------------------


def symbol(self: Gradients, name: str, node: ast.Call, frame: Frame, path: Path) -> Gradient:
    """A function of a library."""
    short = name.rpartition(".")[2]
    if name in steps.PASSES_FIRST:
        return first(self, node, frame)
    if name in steps.METRICS or name in NUMBERS or (name.startswith("numpy.") and not name.startswith("numpy.random.")):
        ending = Ending.METRIC if name in steps.METRICS else Ending.NUMBER
        return copied(self, ending, short, node, frame, arguments(node))
    if name in steps.REBUILDING:
        return rebuilt(self, short, node, frame)
    if name in COUNTS:
        return gradient.CONSTANT
    if name in steps.FRESH or name.startswith("numpy.random."):
        return gradient.FLOWS if keyword(node, "requires_grad") is not None else gradient.CONSTANT
    if name.startswith("builtins."):
        return builtin(self, short, node, frame, path)
    if (
        name.startswith(NAMESPACES)
        and name not in steps.BACKWARD_FUNCTIONS
        and self.ev.knowledge.function(name) is not None
    ):
        return computed(self, short, node, frame, path, arguments(node))
    return gradient.FLOWS


def builtin(self: Gradients, short: str, node: ast.Call, frame: Frame, path: Path) -> Gradient:
    if short in ("sum", "abs", "list", "tuple", "reversed", "sorted", "iter", "next", "max", "min"):
        return gradient.joined(self.expr(a, frame, path if short != "sum" else ()) for a in arguments(node))
    return gradient.joined(self.expr(a, frame) for a in arguments(node)) if short in ("dict", "zip") else gradient.FLOWS


def method(self: Gradients, name: str, node: ast.Call, frame: Frame, path: Path) -> Gradient:
    """A method of a tensor, or of something of which nothing is known."""
    if not isinstance(node.func, ast.Attribute):
        return gradient.FLOWS  # a bound method under a name of its own
    receiver = node.func.value
    if name == "requires_grad_":
        return self.declared(self.expr(receiver, frame), self.place(node, frame))
    if name in HOLDING:
        return self.expr(receiver, frame, ("?", *path))
    if self.ev.knowledge.method(TENSOR, name) is None:
        return gradient.FLOWS
    return computed(self, name, node, frame, path, [receiver, *arguments(node)])


def computed(
    self: Gradients, name: str, node: ast.Call, frame: Frame, path: Path, operands: list[ast.expr]
) -> Gradient:
    """A function of tensors: it passes gradients on unless it is a step."""
    if name in steps.ENDINGS:
        return cut_off(self, steps.ENDINGS[name], f"{name}()", node, frame, operands[:1])
    if name in steps.INDICES and path[:1] == (1,):
        return cut_off(self, Ending.HARD, f"the indices of {name}()", node, frame, operands[:1])
    if name in ("to", "type") and any(is_integer(self, a, frame) for a in arguments(node)):
        return cut_off(self, Ending.HARD, "a cast to integers", node, frame, operands[:1])
    if name in steps.SIZES:
        return gradient.CONSTANT
    operands = operands[:1] if name in steps.ALONE else operands
    combine = gradient.joined if name in LINEAR else gradient.computed
    return combine(self.expr(o, frame) for o in operands)


def applied(self: Gradients, node: ast.Call, frame: Frame) -> Gradient:
    """A function without parameters of its own."""
    return gradient.computed(self.expr(a, frame) for a in arguments(node))


def graded(self: Gradients, node: ast.Call, frame: Frame) -> Gradient:
    """A loss. On an output that was cut off and declared anew it reaches that alone, unless such a value is optimised."""
    below = gradient.joined(self.expr(a, frame) for a in arguments(node))
    return gradient.FLOWS if below.relabelled is not None and optimises_values(self, frame) else below


def optimises_values(self: Gradients, frame: Frame) -> bool:
    """Is an optimiser built here over anything but a module's parameters?"""
    return any(
        (name := self.ev.symbol(self.ev.value(call.func, frame))) is not None
        and name.startswith(steps.OPTIMISERS)
        and not (call.args and isinstance(call.args[0], ast.Call))
        for call in self.ev.scope(frame.node).calls
    )


def first(self: Gradients, node: ast.Call, frame: Frame) -> Gradient:
    return self.expr(node.args[0], frame) if node.args else gradient.FLOWS


def cut_off(
    self: Gradients, ending: Ending, what: str, node: ast.Call, frame: Frame, operands: list[ast.expr]
) -> Gradient:
    """The gradient of what comes in ends here; of constants and data there is none to end."""
    below = gradient.joined(self.expr(o, frame) for o in operands)
    if not below.flows:
        return Gradient(flows=False, cuts=below.cuts)
    return gradient.ended(ending, what, self.place(node, frame))


def copied(
    self: Gradients, ending: Ending, short: str, node: ast.Call, frame: Frame, operands: list[ast.expr]
) -> Gradient:
    """As `cut_off`, of what is known to be computed by a network: most of what is copied and counted is data."""
    if ending is Ending.METRIC:
        return gradient.ended(ending, f"{short}()", self.place(node, frame))
    gradient_ = cut_off(self, ending, f"{short}()", node, frame, operands)
    own = any(cut.place == self.place(node, frame) for cut in gradient_.cuts)
    if own and not any(is_output(self.ev.value(o, frame)) for o in operands):
        return gradient.CONSTANT
    return gradient_


def is_output(value: Value, depth: int = 3) -> bool:
    """Is it a tensor that came out of a network or a loss, or does it hold one?"""
    for thing, _ in value:
        if isinstance(thing, Form) and thing.known and thing.name not in DATA:
            return True
        if isinstance(thing, Sequence) and depth and any(is_output(v, depth - 1) for v in thing.elements()):
            return True
    return False


def rebuilt(self: Gradients, short: str, node: ast.Call, frame: Frame) -> Gradient:
    """`torch.tensor(x)`, `Variable(x)`: cut off; with `requires_grad=True` declared anew."""
    cut = copied(self, Ending.REBUILT, short, node, frame, node.args[:1])
    flag = keyword(node, "requires_grad") or (node.args[1] if short == "Variable" and len(node.args) > 1 else None)
    if flag is None or (isinstance(flag, ast.Constant) and flag.value is False):
        return cut
    return self.declared(cut, self.place(node, frame))


# -- syntax ------------------------------------------------------------------------------------------------------------


def arguments(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(k.value for k in node.keywords)]


def keyword(node: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in node.keywords if k.arg == name), None)


def is_integer(self: Gradients, node: ast.expr, frame: Frame) -> bool:
    return dotted(node) is not None and self.ev.symbol(self.ev.value(node, frame)) in steps.INTEGERS


def walked(self: Gradients, node: ast.expr, frame: Frame, path: Path) -> tuple[ast.expr, Path]:
    """What a loop really runs over: `tqdm(enumerate(loader))` is the loader. A count leads nowhere: path `counted`."""
    while True:
        if isinstance(node, ast.Name):
            use = self.ev.scope(frame.node).uses.get(node)
            only = use.reaches[0].definition if use is not None and len(use.reaches) == 1 else None
            if only is None or only.value is None or only.path or not isinstance(only.value, ast.Call):
                return node, path
            node = only.value
            continue
        if not isinstance(node, ast.Call) or not node.args:
            return node, path
        name = self.ev.symbol(self.ev.value(node.func, frame))
        if name == "builtins.enumerate":
            if path[:1] == (0,):
                return node, ("counted",)
            node, path = node.args[0], path[1:]
        elif name == "builtins.range":
            return node, ("counted",)
        elif name == "builtins.zip" and path and isinstance(path[0], int) and path[0] < len(node.args):
            node, path = node.args[path[0]], path[1:]
        elif name in steps.WALKS:
            node = node.args[0]
        else:
            return node, path
