"""What is known of frameworks: stubs, asked by qualified name. Floor 2.

In: the stubs beside this file and the user's own folders in the same format; out: canonical names, summaries of functions and
methods, classes. A stub is parsed when its module is first asked for, and only once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from losslint.knowledge.effects import PARAMETER, UNKNOWN_ARGUMENT
from losslint.knowledge.lazily import read_lazily
from losslint.knowledge.reader import ModuleStub, StubError, read_stub
from losslint.knowledge.scan import Identifiers, losses_in, scan
from losslint.knowledge.summary import REQUIRED, ClassStub, Layer, Nothing, Parameter, Returns, Summary

__all__ = ["PARAMETER", "UNKNOWN_ARGUMENT", "Knowledge", "StubError", "choose"]


_STUBS = Path(__file__).parent
_HOPS = 12  # of re-exports; more is a cycle


class Knowledge:
    """The stubs of all frameworks. `roots` are searched in order: the user's own stubs override those shipped."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = roots
        self._modules: dict[str, ModuleStub | None] = {}
        self._found: dict[str, tuple[ModuleStub, tuple[str, ...]] | None] = {}
        # Classes under their canonical names, where that is another module's: `torch.nn._Loss` is exported nowhere.
        self._renamed: dict[str, tuple[ModuleStub, tuple[str, ...]]] = {}
        self._lines: dict[str, tuple[ClassStub, ...]] = {}
        self._canonical: dict[str, str] = {}

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Knowledge:
        """Knowledge with the user's stub folders (or files: `losses.pyi` is module `losses`) in front."""
        return cls((*extra, _STUBS))

    @classmethod
    def check(cls, folders: Sequence[Path]) -> None:
        """Read every stub in the folders. Raises StubError, OSError or UnicodeDecodeError for one that is no stub."""
        for root in folders:
            for path in [root] if root.is_file() else sorted(root.rglob("*.pyi")):
                parts = path.relative_to(root.parent if root.is_file() else root).with_suffix("").parts
                read_stub(path, ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts))

    @property
    def has_own(self) -> bool:
        """Whether there are stubs of the user's own."""
        return len(self.roots) > 1

    def declares(self, qualified: str) -> bool:
        """Whether a stub of the user's own says what a function or class of that name gives or wants. One that leaves it
        open (a generated stub does for what it could not find out) says less than the code.
        """
        function, cls = self._own.function(qualified), self._own.cls(qualified)
        methods = cls.methods.values() if cls else ()
        summaries = [*(function or ()), *(summary for method in methods for summary in method)]
        return any(not isinstance(one.result, Nothing) or _is_loss(one) for one in summaries)

    @cached_property
    def _own(self) -> Knowledge:
        return Knowledge(self.roots[:-1])

    # Modules and names

    def knows_module(self, qualified: str) -> bool:
        """Is this a module that a stub describes, or that one imports as a name (`torch.nn.F`)?"""
        return self._alias_of_module(qualified) is not None

    def canonical(self, qualified: str) -> str:
        """The one name of what `qualified` names, through re-exports; names that no stub knows stay as they are."""
        known = self._canonical.get(qualified)
        if known is None:
            found = self._one_name(qualified)  # stubs that are read meanwhile make those found before void
            known = self._canonical[qualified] = found
        return known

    def _one_name(self, qualified: str) -> str:
        module = self._alias_of_module(qualified)
        if module is not None:
            return module
        found = self._find(qualified)
        if found is None:
            return qualified
        stub, rest = found
        head = rest[0]
        name = stub.classes[head].name if head in stub.classes else None
        if head in stub.functions:
            name = stub.functions[head][0].name
        return ".".join((name or f"{stub.canonical}.{head}", *rest[1:]))

    def function(self, qualified: str) -> tuple[Summary, ...] | None:
        found = self._find(qualified)
        if found is None:
            return None
        stub, rest = found
        if len(rest) == 2 and rest[0] in stub.classes:
            return self._class_method(stub.classes[rest[0]].name, rest[1])
        return stub.functions.get(rest[0]) if len(rest) == 1 else None

    def _class_method(self, cls: str, name: str) -> tuple[Summary, ...] | None:
        """`BertModel.from_pretrained`: what the class itself can be asked for; its first parameter is `cls`."""
        method = self.method(cls, name)
        first = method[0].parameters[:1] if method else ()
        return method if first and first[0].name == "cls" else None

    def constant(self, qualified: str, unknown: object) -> object:
        """What a name of a library stands for, or `unknown`."""
        stub, rest = self._find(qualified) or (None, ())
        return stub.constants.get(rest[0], unknown) if stub is not None and len(rest) == 1 else unknown

    def cls(self, qualified: str) -> ClassStub | None:
        found = self._find(qualified)
        if found is None:
            return None
        stub, rest = found
        return stub.classes.get(rest[0]) if len(rest) == 1 else None

    # Classes

    def method(self, cls: str, name: str) -> tuple[Summary, ...] | None:
        """The method as the class has it, from itself or a base. Its first parameter is `self`."""
        return next((stub.methods[name] for stub in self._line(cls) if name in stub.methods), None)

    def attribute(self, cls: str, name: str) -> str | None:
        return next((stub.attributes[name] for stub in self._line(cls) if name in stub.attributes), None)

    def layers(self, cls: str, attribute: str = "") -> tuple[Layer, ...]:
        """What the Sequential in an attribute holds, or the class itself; empty where the stub does not say."""
        held = next((stub.layers[attribute] for stub in self._line(cls) if attribute in stub.layers), ())
        return tuple((name, layer if layer == "..." else self.canonical(layer)) for name, layer in held)

    def is_property(self, cls: str, name: str) -> bool:
        """Is the method read without a call (`x.T`, `x.data`)?"""
        owner = next((stub for stub in self._line(cls) if name in stub.methods), None)
        return owner is not None and name in owner.properties

    def units_dim(self, cls: str) -> int | None:
        """The dimension that the class's `Units` argument sizes, its own or a base's."""
        return next((stub.units_dim for stub in self._line(cls) if stub.units_dim is not None), None)

    def is_subclass(self, cls: str, base: str) -> bool:
        target = self.canonical(base)
        return self.canonical(cls) == target or any(stub.name == target for stub in self._line(cls))

    def _line(self, cls: str) -> tuple[ClassStub, ...]:
        """The class and its bases, nearest first, each once and after everything that derives from it."""
        known = self._lines.get(cls)
        if known is None:
            known = self._lines[cls] = self._linearise(cls)
        return known

    def _linearise(self, cls: str) -> tuple[ClassStub, ...]:
        self._lines[cls] = ()  # a class that inherits from itself ends here
        stub = self.cls(cls)
        if stub is None:
            return ()
        lines = [self._line(base) for base in stub.bases]
        order = [stub]
        for index, line in enumerate(lines):
            later = {id(item) for other in lines[index + 1 :] for item in other}
            order += [item for item in line if id(item) not in later]
        return tuple(order)

    # Names of losses and metrics

    @cached_property
    def identifiers(self) -> Identifiers:
        """The last identifiers of every known loss and metric, by a scan of the stubs' text."""
        return self.identifiers_of(lambda _: True)

    def identifiers_of(self, is_wanted: Callable[[str], bool]) -> Identifiers:
        """Those of the user's own stubs and of the libraries that are wanted."""
        return scan(self.roots, _STUBS, is_wanted)

    def loss_functions(self, module: str) -> frozenset[str]:
        """The loss functions of one module, by its stub's text."""
        path = self._path(module)
        return frozenset() if path is None else frozenset(losses_in(path.read_text(encoding="utf-8"))[1])

    def builders(self, module: str) -> dict[str, tuple[str, ...]]:
        """The functions of a module that build a model, by the class of what they build."""
        stub, rest = self._longest_module(module)
        if stub is None or rest:
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for name in (*stub.functions, *stub.exports):
            summaries = self.function(f"{module}.{name}") or ()
            built = {one.result.qualified for one in summaries if isinstance(one.result, Returns)}
            if len(built) == 1 and not name.startswith("_"):
                cls = built.pop()
                found[cls] = (*found.get(cls, ()), name)
        return found

    # Lookup

    @cached_property
    def _stems(self) -> tuple[tuple[Path, frozenset[str]], ...]:
        """The roots, each with the names that it has a stub or a folder of."""
        return tuple((root, frozenset((root.stem,) if root.is_file() else _listed(root))) for root in self.roots)

    def _module(self, name: str) -> ModuleStub | None:
        if name not in self._modules:
            path = self._path(name)
            read = read_lazily if path is not None and path.is_relative_to(_STUBS) else read_stub
            stub = self._modules[name] = None if path is None else read(path, name)
            if stub is not None and stub.canonical != name:
                self._renamed |= {f"{stub.canonical}.{local}": (stub, (local,)) for local in stub.classes}
                self._found.clear()
                self._canonical.clear()
        return self._modules[name]

    def _path(self, name: str) -> Path | None:
        parts = name.split(".")
        for root, stems in self._stems:
            if parts[0] not in stems:  # most libraries that a program imports
                continue
            if root.is_file():
                candidates = [root] if root.stem == name else []
            else:
                candidates = [root.joinpath(*parts[:-1], f"{parts[-1]}.pyi"), root.joinpath(*parts, "__init__.pyi")]
            for path in candidates:
                if path.is_file():
                    return path
        return None

    def _find(self, qualified: str) -> tuple[ModuleStub, tuple[str, ...]] | None:
        """The stub that defines a name, and the rest of the name within it."""
        if qualified not in self._found:
            self._found[qualified] = self._search(qualified)
        return self._found[qualified]

    def _search(self, qualified: str) -> tuple[ModuleStub, tuple[str, ...]] | None:
        for _ in range(_HOPS):
            stub, rest = self._longest_name(qualified)
            if stub is None or not rest:
                return None
            if any(rest[0] in defined for defined in (stub.functions, stub.classes, stub.constants)):
                return stub, rest
            target = stub.exports.get(rest[0])
            if target is None:
                return self._renamed.get(qualified)
            qualified = ".".join((target, *rest[1:]))
        return None

    def _longest_module(self, qualified: str) -> tuple[ModuleStub | None, tuple[str, ...]]:
        parts = tuple(qualified.split("."))
        for length in range(len(parts), 0, -1):
            stub = self._module(".".join(parts[:length]))
            if stub is not None:
                return stub, parts[length:]
        return None, parts

    def _longest_name(self, qualified: str) -> tuple[ModuleStub | None, tuple[str, ...]]:
        """As `_longest_module`, but a name of the parent hides a module: `torch.nn.parallel.data_parallel` is both."""
        parent, _, name = qualified.rpartition(".")
        stub = self._module(parent) if parent else None
        if stub is not None and (name in stub.functions or name in stub.classes):
            return stub, (name,)
        if stub is not None and stub.exports.get(name, qualified) not in (qualified, f"{stub.name}.{name}"):
            return stub, (name,)
        return self._longest_module(qualified)

    def _alias_of_module(self, qualified: str) -> str | None:
        """The module that the name is or re-exports."""
        for _ in range(_HOPS):
            stub, rest = self._longest_name(qualified)
            if stub is None:
                return None
            if not rest:
                return stub.name
            target = stub.exports.get(rest[0])
            if target is None:
                return None
            qualified = ".".join((target, *rest[1:]))
        return None


def _is_loss(summary: Summary) -> bool:
    return any(parameter.expects for parameter in summary.parameters)


def choose(summaries: tuple[Summary, ...], constants: Mapping[str, object]) -> Summary | None:
    """The overload that a call means.

    `constants` has an entry for each argument that was passed: its constant, or UNKNOWN_ARGUMENT. A parameter without entry
    was not passed and has its default. None where an unknown argument leaves several overloads with different literals.
    """
    if len(summaries) == 1:
        return summaries[0]
    possible = [(summary, fit) for summary in summaries if (fit := _fit(summary, constants)) is not None]
    certain = [summary for summary, fit in possible if fit]
    if certain:
        return certain[0]
    return possible[0][0] if len(possible) == 1 else None


def _fit(summary: Summary, constants: Mapping[str, object]) -> bool | None:
    """True: the call is of this overload; None: it is not; False: an unknown argument decides."""
    fits = [_accepts(parameter, constants) for parameter in summary.parameters]
    return None if None in fits else all(fits)


def _accepts(parameter: Parameter, constants: Mapping[str, object]) -> bool | None:
    if parameter.literal is None:
        return True
    value = constants.get(parameter.name, parameter.default)
    if value is UNKNOWN_ARGUMENT:
        return False
    if parameter.name not in constants and value == REQUIRED:
        return None
    return True if any(value == literal and type(value) is type(literal) for literal in parameter.literal) else None


def _listed(folder: Path) -> list[str]:
    with suppress(OSError):
        return [path.name.removesuffix(".pyi") for path in folder.iterdir()]
    return []
