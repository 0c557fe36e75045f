"""Writes a stub: summaries in, the text of a `.pyi` file out, in the dialect that `reader` reads back. Floor 2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from losslint.knowledge.summary import (
    ELLIPSIS,
    REQUIRED,
    Called,
    Carries,
    ClassStub,
    Effect,
    Keeps,
    LossValue,
    Named,
    Parameter,
    Result,
    Returns,
    Several,
    Summary,
    Through,
)

__all__ = ["stub_text"]


def stub_text(
    name: str, exports: dict[str, str], classes: Sequence[ClassStub], functions: Sequence[tuple[Summary, ...]]
) -> str:
    """The stub of the module `name`."""
    return _Writer(name).write(exports, classes, functions)


class _Writer:
    def __init__(self, name: str) -> None:
        self.name = name
        self.imports: dict[str, str] = {}  # local name -> qualified
        self.records: list[str] = []

    def write(
        self, exports: dict[str, str], classes: Sequence[ClassStub], functions: Sequence[tuple[Summary, ...]]
    ) -> str:
        self.imports |= exports
        body = [block for cls in _in_order(classes) for block in self.cls(cls)]
        for summaries in functions:
            body += self.callable(summaries, "")
        parts = [f'"""{self.name}: written by `losslint stubgen`."""', *self.import_lines(), *self.records, *body]
        return "\n".join(parts).rstrip() + "\n"

    def import_lines(self) -> list[str]:
        lines = []
        for local, qualified in sorted(self.imports.items(), key=lambda item: item[1]):
            module, _, name = qualified.rpartition(".")
            lines.append(f"from {module} import {name}" + (f" as {local}" if local != name else ""))
        return ["", *lines] if lines else []

    # -- classes -------------------------------------------------------------------------------------------------

    def cls(self, stub: ClassStub) -> list[str]:
        bases = ", ".join(self.named(base) for base in stub.bases)
        lines = ["", f"class {stub.name.rpartition('.')[2]}({bases}):"]
        if stub.units_dim is not None:
            lines.append(f"    units_dim: Literal[{stub.units_dim}]")
        for attribute, qualified in stub.attributes.items():
            lines.append(f"    {attribute}: {self.named(qualified)}")
        for summaries in stub.methods.values():
            lines += self.callable(summaries, "    ")
        return lines if len(lines) > 2 else [*lines, "    ..."]

    def named(self, qualified: str) -> str:
        """A class as the stub calls it; one of another module is imported."""
        module, _, name = qualified.rpartition(".")
        if module == self.name or not module:
            return name
        local = name
        while self.imports.get(local, qualified) != qualified:
            local = f"_{local}"
        self.imports[local] = qualified
        return local

    # -- signatures ----------------------------------------------------------------------------------------------

    def callable(self, summaries: tuple[Summary, ...], indent: str) -> Iterable[str]:
        if not indent:
            yield ""
        for summary in summaries:
            if len(summaries) > 1:
                yield f"{indent}@overload"
            name = summary.name.rpartition(".")[2]
            result = "None" if name == "__init__" else self.result(summary.result, summary.name)
            yield f"{indent}def {name}({', '.join(self.parameters(summary))}) -> {result}: ..."

    def parameters(self, summary: Summary) -> Iterable[str]:
        starred = optional = False
        for parameter in summary.parameters:
            if parameter.kind == "keyword" and not starred:
                yield "*"
            starred |= parameter.kind in ("keyword", "var_positional")
            if parameter.kind != "positional":
                yield self.parameter(parameter, parameter.default)
                continue
            default = parameter.default
            if default == REQUIRED and optional:
                default = ELLIPSIS  # a fixed option behind one that may be left out
            optional |= default != REQUIRED
            yield self.parameter(parameter, default)

    def parameter(self, parameter: Parameter, default: object) -> str:
        star = {"var_positional": "*", "var_keyword": "**"}.get(parameter.kind, "")
        if parameter.name in ("self", "cls"):
            return parameter.name
        text = f"{star}{parameter.name}: {annotation(parameter)}"
        if star or default == REQUIRED:
            return text
        return f"{text} = {'...' if default == ELLIPSIS else repr(default)}"

    # -- results -------------------------------------------------------------------------------------------------

    def result(self, result: Result, owner: str) -> str:
        match result:
            case Carries(form=form):
                return f'Carries["{form}"]'
            case Effect(name=name):
                return f'Effect["{name}"]'
            case Through(attribute=attribute):
                return f'Through["{attribute}"]'
            case Called(parameter=parameter, how=how):
                called = f'Called["{parameter}"]'
                return called if how == "same" else f"{how.title().replace('_', '')}[{called}]"
            case Keeps(variable=variable, how="same"):
                return variable
            case Keeps(variable=variable, how=how):
                return f"{how.title().replace('_', '')}[{variable}]"
            case LossValue():
                return "Loss"
            case Returns(qualified=qualified):
                return self.named(qualified)
            case Several(items=items, repeats=repeats):
                inner = ", ".join(self.result(item, owner) for item in items)
                return f"tuple[{inner}, ...]" if repeats else f"tuple[{inner}]"
            case Named():
                return self.record(result, owner)
        return "object"

    def record(self, result: Named, owner: str) -> str:
        parts = owner.removeprefix(f"{self.name}.").replace(".forward", "").replace("_", " ").split(".")
        name = "_" + "".join(word.title().replace(" ", "") if " " in word else word for word in parts) + "Output"
        while any(f"class {name}(" in line for line in self.records):
            name += "_"
        self.records += ["", f"class {name}({'NamedTuple' if result.positional else 'TypedDict'}):"]
        self.records += [f"    {key}: {self.result(item, owner)}" for key, item in result.items]
        return name


def annotation(parameter: Parameter) -> str:
    """What a stub says about a parameter."""
    if parameter.expects:
        return f"Expects[{', '.join(repr(str(e)) for e in parameter.expects)}]".replace("'", '"')
    if parameter.is_target:
        return "Target"
    if parameter.units:
        return "Units"
    if parameter.literal is not None:
        return f"Literal[{', '.join(repr(v) for v in parameter.literal)}]"
    return parameter.variable or "object"


def _in_order(classes: Sequence[ClassStub]) -> Iterable[ClassStub]:
    """Bases before what derives from them."""
    by_name = {cls.name: cls for cls in classes}
    done: set[str] = set()

    def visit(cls: ClassStub) -> Iterable[ClassStub]:
        if cls.name in done:
            return
        done.add(cls.name)
        for base in cls.bases:
            if base in by_name:
                yield from visit(by_name[base])
        yield cls

    for cls in classes:
        yield from visit(cls)
