"""The layer that a model ends in, where a user may replace it: `model.fc = nn.Linear(…)`. Floor 3."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import attributes
from losslint.analysis.frames import Frame
from losslint.analysis.scope import Kind, first_parameter
from losslint.analysis.stubs.probing import Callable, Probe, frame_of
from losslint.analysis.things import Instance, Made, only

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


def last_layer(ev: Evaluator, target: Callable) -> tuple[str, str] | None:
    """The attribute whose result `forward` returns on every path, and the library class of the layer in it."""
    if target.cls is None:
        return None
    ev.root()
    frame = frame_of(ev, target, Probe())
    returned = [node for node, _, _ in ev.scope(frame.node).returns]
    names = {_attribute(ev, node.value if isinstance(node, ast.Return) else node, frame) for node in returned}
    name = names.pop() if len(names) == 1 else None
    if name is None or not isinstance(frame.receiver, Instance):
        return None
    layer = only(attributes.of_instance(ev, frame.receiver, name))
    return (name, layer.cls) if isinstance(layer, Made) else None


def _attribute(ev: Evaluator, node: ast.expr | None, frame: Frame) -> str | None:
    """`fc` of `self.fc(x)`, or of a name that was assigned that."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=root), attr=name)):
            return name if root == first_parameter(frame.node) else None
        case ast.Name():
            use = ev.scope(frame.node).uses.get(node)
            reaches = use.reaches if use is not None else ()
            if len(reaches) == 1 and reaches[0].definition.kind is Kind.ASSIGN and not reaches[0].definition.path:
                return _attribute(ev, reaches[0].definition.value, frame)
    return None
