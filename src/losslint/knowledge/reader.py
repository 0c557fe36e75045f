"""Reads a stub: one `.pyi` file in, a `ModuleStub` (functions, classes, re-exports as summaries) out. Floor 2.

The dialect, beside Python's own syntax (`Literal`, `@overload`, `@property`, imports, base classes):

    parameter annotations
      Expects["class-logits"]   the graded argument of a loss, and the forms that it wants
      Target                    the argument that it is graded against
      Target["class-index"]     the same, and the encodings that it may have
      T                         (one capital letter) the operand: what happens to its form is said by the result
      Units                     a constructor's argument that sizes the output's units, on the class's `units_dim`
      Model, Criterion          what a trainer is given: the call applies the criterion to the model's output. Either may be an
                                object or a class; a default is written as a qualified name
      Criterion["torch.nn.X"]   the same, and before the loss X it takes the logarithm of the output itself
      Criterion[LossNames]      the same, or a text: an attribute of that class above, in small letters without `_`, says which
      Between                   a trainer's argument that changes what stands between the two
      Literal[True]             the overload holds for these constants
    result annotations
      Carries["softmax"]        a source; with an operand `T` it keeps that operand's shape (an elementwise activation)
      T                         the operand itself: same form, same object
      Structure[T], Detached[T] a pass-through by the operation `structure`, `detached`, … of operations.KEEPS
      Effect["log"]             computed by the function of that name in effects.py
      Through["fc"]             what the instance's attribute gives
      Called["network"]         what that argument gives, of the call or of the constructor, when it is called; of a list the last
      MaxPooled[Called["nn"]]   the same, behind that operation of operations.KEEPS
      Loss                      the value of a loss
      tuple[A, B]  tuple[A, ...]  tuple[..., A]  several results; of any number the last
      a class                   an instance of it; a class with base NamedTuple or TypedDict: results under names

An attribute, or a base class, `Sequential[Dropout, Linear]` holds these layers in this order; `Sequential["head": Linear]`
holds them under names, `Sequential[..., ReLU]` ends in these. Replacing the last of them replaces the result.

A module's `forward` may depend on constructor arguments: they stand keyword-only behind its own (`*, log_input: …`), and so
does `training`, the mode of the module.
`__canonical__ = "torch.nn"` says under which module the names of a stub are known. An import re-exports. Any other constant,
`MODE = "binary"`, is what the library means by that name where it is passed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, TypeVar

from losslint.forms import Encoding, Expectation, FormName
from losslint.knowledge.summary import (
    ELLIPSIS,
    REQUIRED,
    Called,
    Carries,
    ClassStub,
    Effect,
    Handed,
    Keeps,
    Layer,
    LossValue,
    Named,
    Nothing,
    Parameter,
    Result,
    Returns,
    Several,
    Summary,
    Through,
)
from losslint.record import dataclass, field
from losslint.regular import regular

Kind = Literal["positional", "keyword", "var_positional", "var_keyword"]
Word = TypeVar("Word", Encoding, Expectation)
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

HANDED: dict[str, Handed] = {"Model": "model", "Criterion": "criterion", "Between": "between"}
_CAMEL = regular(r"(?<!^)(?=[A-Z])")
RECORDS = {"NamedTuple", "TypedDict"}
_NO_KNOWLEDGE = {
    "Tensor",
    "Any",
    "None",
    "int",
    "float",
    "bool",
    "str",
    "object",
    "list",
    "dict",
    "Nothing",
    "Callable",
}


class StubError(ValueError):
    """A stub says something that the dialect has no word for; names file and line."""


@dataclass(slots=True)
class ModuleStub:
    """What one stub file says. Names are local; what they stand for is qualified."""

    name: str
    canonical: str
    functions: Mapping[str, tuple[Summary, ...]]
    classes: Mapping[str, ClassStub]
    records: dict[str, Named] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)
    constants: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Members:
    """What the body of a class says, as it is read."""

    methods: dict[str, tuple[Summary, ...]] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    properties: set[str] = field(default_factory=set)
    layers: dict[str, tuple[Layer, ...]] = field(default_factory=dict)
    units_dim: int | None = None


def read_stub(path: Path, name: str) -> ModuleStub:
    """Parse the stub of module `name`. Raises StubError (what is wrong, where) and OSError."""
    text = path.read_text(encoding="utf-8")
    try:
        return Reader(path, name).read(ast.parse(text).body)
    except SyntaxError as error:
        raise StubError(f"{path}:{error.lineno}: {error.msg}") from error


class Reader:
    """Reads the statements of one stub in order; names that a class or a record needs must stand above it."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.is_package = path.name == "__init__.pyi"
        self.functions: dict[str, tuple[Summary, ...]] = {}
        self.classes: dict[str, ClassStub] = {}
        self.module = ModuleStub(name, name, self.functions, self.classes)

    def read(self, statements: Iterable[ast.stmt]) -> ModuleStub:
        for node in statements:
            self.statement(node)
        return self.module

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.ImportFrom():
                self.module.exports.update(self.imports(node))
            case ast.Import(names=names):
                self.module.exports.update(
                    (a.asname, a.name) if a.asname else (n := a.name.split(".")[0], n) for a in names
                )
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.add(self.functions, node, self.module.canonical)
            case ast.ClassDef():
                self.read_class(node)
            case ast.Assign(targets=[ast.Name(id="__canonical__")], value=ast.Constant(value=str(canonical))):
                self.module.canonical = canonical
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                self.module.constants[name] = value
            case ast.Assign(targets=[ast.Name(id=alias)], value=ast.Name(id=original)):
                self.alias(alias, original)
            case _:
                pass

    def error(self, node: ast.AST, what: str) -> StubError:
        return StubError(f"{self.path}:{getattr(node, 'lineno', 1)}: {what}")

    # Names

    def imports(self, node: ast.ImportFrom) -> Iterator[tuple[str, str]]:
        package = self.module.name.split(".")
        if node.level:
            package = package[: len(package) - node.level + self.is_package]
        source = ".".join((package if node.level else []) + ([node.module] if node.module else []))
        for alias in node.names:
            yield alias.asname or alias.name, f"{source}.{alias.name}"

    def alias(self, alias: str, original: str) -> None:
        if original in self.functions:
            self.functions[alias] = self.functions[original]
        elif original in self.classes:
            self.module.exports[alias] = f"{self.module.name}.{original}"

    def qualified(self, node: ast.expr) -> str | None:
        """The qualified name of a class that an annotation or a base names."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = ast.parse(node.value, mode="eval").body
        dotted = ast.unparse(node.value if isinstance(node, ast.Subscript) else node)
        head, _, rest = dotted.partition(".")
        if head in self.module.exports:
            return self.module.exports[head] + (f".{rest}" if rest else "")
        return dotted if rest else f"{self.module.canonical}.{head}"

    # Classes

    def read_class(self, node: ast.ClassDef) -> None:
        bases = [ast.unparse(base) for base in node.bases]
        if RECORDS & set(bases):
            items = tuple(
                (item.target.id, self.result(item.annotation))
                for item in node.body
                if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
            )
            self.module.records[node.name] = Named(items, positional="NamedTuple" in bases)
            return
        self.classes[node.name] = self.class_of(node)

    def class_of(self, node: ast.ClassDef) -> ClassStub:
        members = Members()
        for item in node.body:
            self.member(members, item, f"{self.module.canonical}.{node.name}")
        return self.class_stub(node, members, members.methods, frozenset(members.properties))

    def class_stub(
        self,
        node: ast.ClassDef,
        members: Members,
        methods: Mapping[str, tuple[Summary, ...]],
        properties: frozenset[str],
    ) -> ClassStub:
        name = f"{self.module.canonical}.{node.name}"
        bases = tuple(q for base in node.bases if (q := self.qualified(base)) is not None)
        own = next((held for base in node.bases if (held := self.layers(base))), ())
        layers = {**members.layers, "": own} if own else members.layers
        return ClassStub(name, bases, methods, members.attributes, members.units_dim, properties, layers)

    def member(self, members: Members, item: ast.stmt, owner: str) -> None:
        """One statement of a class's body."""
        match item:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.add(members.methods, item, owner)
                if "property" in _decorators(item):
                    members.properties.add(item.name)
            case ast.Assign(targets=[ast.Name(id=alias)], value=ast.Name(id=original)):
                members.methods[alias] = members.methods[original]
            case ast.AnnAssign(target=ast.Name(id="units_dim"), annotation=annotation):
                members.units_dim = self.units_dim(annotation)
            case ast.AnnAssign(target=ast.Name(id=attribute), annotation=annotation):
                members.attributes[attribute] = self.qualified(annotation) or ""
                members.layers[attribute] = self.layers(annotation)
            case _:
                pass

    def layers(self, node: ast.expr) -> tuple[Layer, ...]:
        """The layers of `Sequential[Dropout, "head": Linear]`."""
        if not isinstance(node, ast.Subscript):
            return ()
        elements = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return tuple(self.layer(element) for element in elements)

    def layer(self, node: ast.expr) -> Layer:
        match node:
            case ast.Slice(lower=ast.Constant(value=str(name)), upper=ast.expr() as cls, step=None):
                return name, self.qualified(cls) or ""
            case ast.Slice():
                raise self.error(node, 'a named layer is written "name": Class')
        return None, "..." if isinstance(node, ast.Constant) else self.qualified(node) or ""

    def units_dim(self, annotation: ast.expr) -> int:
        values = self.literals(annotation)
        if values is None or len(values) != 1 or not isinstance(values[0], int):
            raise self.error(annotation, "units_dim is one Literal integer")
        return values[0]

    # Signatures

    def add(self, where: dict[str, tuple[Summary, ...]], node: FunctionNode, owner: str) -> None:
        summary = Summary(f"{owner}.{node.name}", tuple(self.parameters(node.args)), self.result(node.returns))
        earlier = where.get(node.name, ()) if "overload" in _decorators(node) else ()
        where[node.name] = (*earlier, summary)

    def parameters(self, args: ast.arguments) -> Iterator[Parameter]:
        positional = [*args.posonlyargs, *args.args]
        missing = len(positional) - len(args.defaults)
        defaults: list[ast.expr | None] = [None] * missing + list(args.defaults)
        for arg, default in zip(positional, defaults, strict=True):
            yield self.parameter(arg, default, "positional")
        if args.vararg:
            yield self.parameter(args.vararg, None, "var_positional")
        for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            yield self.parameter(arg, default, "keyword")
        if args.kwarg:
            yield self.parameter(args.kwarg, None, "var_keyword")

    def parameter(self, arg: ast.arg, default: ast.expr | None, kind: Kind) -> Parameter:
        value = REQUIRED if default is None else _constant(default)
        match arg.annotation:
            case ast.Name(id="Target"):
                return Parameter(arg.arg, kind, value, is_target=True)
            case ast.Subscript(value=ast.Name(id="Target"), slice=wanted):
                return Parameter(arg.arg, kind, value, is_target=True, against=self.words(Encoding, wanted))
            case ast.Name(id="Model" | "Criterion" | "Between" as word):
                return Parameter(arg.arg, kind, value, handed=HANDED[word])
            case ast.Subscript(value=ast.Name(id="Criterion"), slice=ast.Name() as table):
                return Parameter(arg.arg, kind, value, handed="criterion", table=self.qualified(table))
            case ast.Subscript(value=ast.Name(id="Criterion"), slice=names):
                return Parameter(arg.arg, kind, value, handed="criterion", logged=_strings(names))
            case ast.Name(id="Units"):
                return Parameter(arg.arg, kind, value, units=True)
            case ast.Name(id=variable) if _is_variable(variable):
                return Parameter(arg.arg, kind, value, variable=variable)
            case ast.Subscript(value=ast.Name(id="Expects"), slice=wanted):
                return Parameter(arg.arg, kind, value, expects=self.words(Expectation, wanted))
            case annotation:
                return Parameter(arg.arg, kind, value, literal=self.literals(annotation))

    def words(self, kind: type[Word], node: ast.expr) -> tuple[Word, ...]:
        """The words of an alphabet that an annotation lists."""
        try:
            return tuple(kind(text) for text in _strings(node))
        except ValueError as error:
            raise self.error(node, str(error)) from error

    def literals(self, annotation: ast.expr | None) -> tuple[object, ...] | None:
        match annotation:
            case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=elements)):
                return tuple(_constant(element) for element in elements)
            case ast.Subscript(value=ast.Name(id="Literal"), slice=element):
                return (_constant(element),)
            case _:
                return None

    # Results

    def result(self, node: ast.expr | None) -> Result:
        match node:
            case None | ast.Constant() | ast.BinOp():
                return Nothing()
            case ast.Subscript(value=ast.Name(id="Carries")):
                return Carries(FormName(self.string(node.slice)))
            case ast.Subscript(value=ast.Name(id="Effect")):
                return Effect(self.string(node.slice))
            case ast.Subscript(value=ast.Name(id="Through")):
                return Through(self.string(node.slice))
            case ast.Subscript(value=ast.Name(id="Called")):
                return Called(self.string(node.slice))
            case ast.Subscript(value=ast.Name(id=how), slice=ast.Subscript(value=ast.Name(id="Called"), slice=name)):
                return Called(self.string(name), _operation(how))
            case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[item, ast.Constant(value=value)])) if (
                value is ...
            ):
                return Several((self.result(item),), repeats=True)
            case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[ast.Constant(), item])):
                return Several((self.result(item),), last=True)
            case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=items)):
                return Several(tuple(self.result(item) for item in items))
            case ast.Subscript(value=ast.Name(id=how), slice=ast.Name(id=variable)) if _is_variable(variable):
                return Keeps(variable, _operation(how))
            case ast.Name(id="Loss"):
                return LossValue()
            case ast.Name(id=variable) if _is_variable(variable):
                return Keeps(variable)
            case ast.Name(id=name) if name in self.module.records:
                return self.module.records[name]
            case ast.Name(id=name) if name not in _NO_KNOWLEDGE:
                return Returns(self.qualified(node) or name)
            case ast.Attribute():
                return Returns(ast.unparse(node))
            case _:
                return Nothing()

    def string(self, node: ast.expr) -> str:
        try:
            (text,) = _strings(node)
        except ValueError as error:
            raise self.error(node, "one string is wanted here") from error
        return text


def _strings(node: ast.expr) -> tuple[str, ...]:
    elements: Iterable[ast.expr] = node.elts if isinstance(node, ast.Tuple) else (node,)
    return tuple(e.value for e in elements if isinstance(e, ast.Constant) and isinstance(e.value, str))


def _decorators(node: FunctionNode) -> set[str]:
    return {ast.unparse(decorator) for decorator in node.decorator_list}


def _operation(name: str) -> str:
    return _CAMEL.sub("_", name).lower()


def _is_variable(name: str) -> bool:
    return len(name) == 1 and name.isupper()


def _constant(node: ast.expr) -> object:
    if isinstance(node, ast.Constant) and node.value is ...:
        return ELLIPSIS
    try:
        return ast.literal_eval(node)
    except ValueError:
        return ELLIPSIS
