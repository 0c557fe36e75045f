"""Summaries: what a callable expects, passes through and returns. Floor 1, pure data.

A summary is read from a stub (`reader.py`) or inferred from the project's own code: to the evaluator it is the same noun.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from losslint.forms import Encoding, Expectation, FormName
from losslint.record import dataclass, field

REQUIRED = "<required>"  # the default of a parameter that has none
Handed = Literal["model", "criterion", "between"]
ELLIPSIS = "<ellipsis>"  # a default written `...` in the stub: it exists, its value is not stated


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `default` is a constant, REQUIRED or ELLIPSIS. `variable` is the type variable it is annotated with
    (`T`), `expects` the expectations of a loss's graded argument, `is_target` marks the argument it is graded against and `against` the encodings
    that this may have,
    `units` marks a constructor argument that is the size of the output's unit dimension, `literal` the constants that an
    `@overload` accepts. `handed` marks what a trainer is given: the model whose output it grades, the criterion that it
    grades with, or something that changes what stands between; before the losses `logged` it takes the logarithm itself, and a text
    that is handed over names an attribute of the class `table`."""

    name: str
    kind: Literal["positional", "keyword", "var_positional", "var_keyword"] = "positional"
    default: object = REQUIRED
    variable: str | None = None
    expects: tuple[Expectation, ...] = ()
    is_target: bool = False
    against: tuple[Encoding, ...] = ()
    units: bool = False
    literal: tuple[object, ...] | None = None
    handed: Handed | None = None
    logged: tuple[str, ...] = ()
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Carries:
    """A source: the result has this form. The softmax dimension is the parameter `dim`, if there is one."""

    form: FormName


@dataclass(frozen=True, slots=True)
class Keeps:
    """A pass-through: the result has the form of the parameter annotated with `variable`; `how` names the function of
    operations.py that it goes through (`same` keeps all)."""

    variable: str
    how: str = "same"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a stub cannot say: the result is computed by the function `name` in knowledge/effects.py."""

    name: str


@dataclass(frozen=True, slots=True)
class LossValue:
    """The value of a loss."""


@dataclass(frozen=True, slots=True)
class Through:
    """The result is what the instance's attribute gives (`fc` of a ResNet): replacing the attribute replaces it."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Called:
    """The result is what the argument of that name gives when it is called: the network of an inferer, the function of a
    checkpoint. An argument of the constructor will do, where the call itself has none of that name. `how` names the function
    of operations.py that its result goes through."""

    parameter: str
    how: str = "same"


@dataclass(frozen=True, slots=True)
class Returns:
    """An instance of a class known by its qualified name."""

    qualified: str


@dataclass(frozen=True, slots=True)
class Several:
    """A tuple of results, by position. `repeats`: any number of results like the one item (`split`, `chunk`).
    `last`: the one item is the last of any number."""

    items: tuple[Result, ...]
    repeats: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """An object or mapping with results under names (`.logits`, `["out"]`). `positional`: a named tuple, whose results
    are reached by position and unpacking too (`values, indices = x.max(1)`)."""

    items: tuple[tuple[str, Result], ...]
    positional: bool = False


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is known of the result."""


Result = Carries | Keeps | Effect | LossValue | Through | Called | Returns | Several | Named | Nothing


@dataclass(frozen=True, slots=True)
class Summary:
    """One signature of a callable (an `@overload` gives several)."""

    name: str  # qualified: "torch.nn.functional.softmax", "torch.nn.Linear.forward"
    parameters: tuple[Parameter, ...]
    result: Result


Layer = tuple[str | None, str]  # the name under which a Sequential holds a layer (None: its number), and its class


@dataclass(frozen=True, slots=True)
class ClassStub:
    """A class of a framework: its bases by qualified name, its methods (`__init__`, `forward`, …), its attributes
    (name -> qualified class), and `units_dim`: the dimension that its `Units` parameter sizes. `properties` names the
    methods that are read without a call (`x.T`, `x.data`). `layers`: what a Sequential of that attribute holds in order;
    under the name "", what the class itself holds."""

    name: str
    bases: tuple[str, ...]
    methods: Mapping[str, tuple[Summary, ...]]
    attributes: dict[str, str]
    units_dim: int | None = None
    properties: frozenset[str] = frozenset()
    layers: dict[str, tuple[Layer, ...]] = field(default_factory=dict)
