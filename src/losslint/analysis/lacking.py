"""What a tensor certainly does not have: the program would stop there, so something else is meant. Floor 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis.scope import first_parameter
from losslint.analysis.things import Thing
from losslint.forms import Form, FormName
from losslint.knowledge import tensor_names

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator
    from losslint.analysis.names import Owner

NO_SUCH = "an attribute that no tensor has is read"
LOOSE = (FormName.INPUT_DATA, FormName.CLASS_INDEX, FormName.HARD, FormName.ONE_HOT)  # of a batch: they may be anything


def lacks(ev: Evaluator, thing: Thing, name: str) -> bool:
    """Is it a tensor without such an attribute? All names of tensors are known, and nothing in the project may give
    it this one."""
    if not isinstance(thing, Form) or not thing.known or thing.name in LOOSE or name.startswith("_"):
        return False
    if name in tensor_names.NAMES:
        return False
    return all(_on_itself(ev, owner, name) for owner in ev.graph.stores.get(name, ()))


def _on_itself(ev: Evaluator, owner: Owner, name: str) -> bool:
    """Do a class and its methods give the attribute only to their own objects?"""
    if owner.is_class:
        return True
    first = first_parameter(owner.node) if owner.parent is not None and owner.parent.is_class else None
    return first is not None and all(d.place == f"{first}.{name}" for d in ev.scope(owner.node).stores.get(name, ()))
