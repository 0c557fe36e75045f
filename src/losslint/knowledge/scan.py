"""Which identifiers the stubs give to losses, metrics, distributions and trainers, by a look at their text: no stub is parsed for it. Floor 2.

In: the folders (or files) of stubs. Out: names without what stands before them. They only say where to look in a project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from losslint.record import dataclass, field
from losslint.regular import regular

_HEADER = regular(r"^(?P<indent> *)(?P<what>class|def|async def) (?P<name>\w+)(?:\((?P<base>[\w.]+))?")
_RENAMED = regular(r"^(?P<alias>\w+) = (?P<original>\w+)$")
_LOSS, _METRIC, _TRAINER = "-> Loss", "Expects[", ": Criterion"


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Of losses, classes and functions apart; of the modules that hold them and the packages around; of metrics: what
    states an expectation and is no loss; of distributions: classes that want something of what they are built with; of
    trainers: functions and classes that are handed a model and a criterion."""

    loss_classes: set[str] = field(default_factory=set)
    loss_functions: set[str] = field(default_factory=set)
    loss_modules: set[str] = field(default_factory=set)
    metric_classes: set[str] = field(default_factory=set)
    metric_functions: set[str] = field(default_factory=set)
    distributions: set[str] = field(default_factory=set)
    trainers: set[str] = field(default_factory=set)

    def include(self, other: Identifiers) -> None:
        self.loss_classes.update(other.loss_classes)
        self.loss_functions.update(other.loss_functions)
        self.loss_modules.update(other.loss_modules)
        self.metric_classes.update(other.metric_classes)
        self.metric_functions.update(other.metric_functions)
        self.distributions.update(other.distributions)
        self.trainers.update(other.trainers)


def scan(roots: Iterable[Path], kept: Path, is_wanted: Callable[[str], bool]) -> Identifiers:
    """Everything that the stubs below the roots name. Those below `kept` do not change while the program runs; of them, the
    stubs of the libraries that are wanted."""
    found = Identifiers()
    for root in roots:
        if root != kept:
            found.include(_below(root, root))
            continue
        for library in _libraries(root):
            if is_wanted(library):
                found.include(_shipped(root, library))
    return found


@cache
def _libraries(root: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in root.iterdir() if (path / "__init__.pyi").is_file()))


@cache
def _shipped(root: Path, library: str) -> Identifiers:
    return _below(root / library, root)


def _below(folder: Path, root: Path) -> Identifiers:
    found = Identifiers()
    for path in [folder] if folder.is_file() else sorted(folder.rglob("*.pyi")):
        text = path.read_text(encoding="utf-8")
        if _LOSS in text:
            classes, functions = losses_in(text)
            found.loss_classes.update(classes)
            found.loss_functions.update(functions)
            if path != root:
                found.loss_modules.update(_packages(path.relative_to(root)))
        if _METRIC in text:
            _add_metrics(found, text)
        if _TRAINER in text:
            _add_trainers(found, text)
    return found


def _packages(path: Path) -> Iterator[str]:
    """The module and the packages around it, below the library itself."""
    return (part for part in path.with_suffix("").parts[1:] if part != "__init__")


def losses_in(text: str) -> tuple[set[str], set[str]]:
    """The loss classes and functions of a stub: what has `-> Loss`, and what derives from or renames it."""
    classes: set[str] = set()
    functions: set[str] = set()
    cls = function = ""
    for line in text.splitlines():
        header = _HEADER.match(line)
        if header and header["what"] == "class":
            cls, function = header["name"], ""
            if header["base"] and header["base"].rpartition(".")[2] in classes:
                classes.add(cls)
        elif header:
            function = "" if header["indent"] else header["name"]
        if _LOSS in line:
            (functions if function else classes).add(function or cls)
        renamed = _RENAMED.match(line)
        for known in (classes, functions):
            if renamed and renamed["original"] in known:
                known.add(renamed["alias"])
    return classes, functions


def _add_metrics(found: Identifiers, text: str) -> None:
    """The classes and functions of a stub with an `Expects` on a line that is no loss; those whose constructor has one."""
    classes: set[str] = set()
    built: set[str] = set()
    cls = ""
    for line in text.splitlines():
        header = _HEADER.match(line)
        if header and header["what"] == "class":
            cls, base = header["name"], (header["base"] or "").rpartition(".")[2]
            for known in (classes, built):
                known.update({cls} if base in known else ())
        elif header and _METRIC in line and _LOSS not in line:
            of_class = built if header["name"] == "__init__" else classes
            (of_class if header["indent"] else found.metric_functions).add(cls if header["indent"] else header["name"])
    found.metric_classes.update(classes)
    found.distributions.update(built)


def _add_trainers(found: Identifiers, text: str) -> None:
    """The functions and methods of a stub that take a `Criterion`, and the classes whose constructor does, itself or a base's."""
    cls = ""
    for line in text.splitlines():
        header = _HEADER.match(line)
        if header and header["what"] == "class":
            cls = header["name"]
            found.trainers.update({cls} if header["base"] in found.trainers else ())
        elif header and _TRAINER in line:
            found.trainers.add(cls if header["name"] == "__init__" else header["name"])
