"""The modules of a package, each with the summaries of its public classes and functions. Floor 3."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from losslint.analysis import binding, classes, imports, lookups
from losslint.analysis.evaluator import Evaluator
from losslint.analysis.scope import FunctionNode, Kind
from losslint.analysis.stubs import expecting, heads, probing, results, sizes
from losslint.analysis.stubs.probing import PROBES, Callable, Probe
from losslint.analysis.things import Class, Const, Function, Module, Thing, only
from losslint.forms import Expectation, FormName
from losslint.knowledge.summary import (
    ELLIPSIS,
    REQUIRED,
    Carries,
    ClassStub,
    Keeps,
    LossValue,
    Nothing,
    Parameter,
    Result,
    Summary,
    Through,
)
from losslint.record import dataclass, field, replace

if TYPE_CHECKING:
    from pathlib import Path

    from losslint.knowledge import Knowledge
    from losslint.source.file import SourceFile
    from losslint.source.project import Project

MODULE = "torch.nn.Module"
ParameterKind = Literal["positional", "keyword", "var_positional", "var_keyword"]


@dataclass(frozen=True)
class Outline:
    """One module: what it re-exports (name -> qualified name), its classes and functions in the order of the source."""

    name: str
    is_package: bool
    exports: dict[str, str] = field(default_factory=dict)
    classes: list[ClassStub] = field(default_factory=list)
    functions: list[tuple[Summary, ...]] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        return bool(self.exports or self.classes or self.functions)


def outlines(project: Project, knowledge: Knowledge, folder: Path) -> Iterator[Outline]:
    """The modules below the folder, by name."""
    ev = Evaluator(project, knowledge)
    files = [f for f in project.files if folder in f.path.parents and not f.is_notebook]
    for file in sorted(files, key=project.module_name):
        yield outline(ev, file)


def outline(ev: Evaluator, file: SourceFile) -> Outline:
    name = ev.project.module_name(file)
    found = Outline(name, file.is_package, re_exports(ev, file))
    frame = ev.module_frame(file)
    for node in frame.node.body if frame is not None and isinstance(frame.node, ast.Module) else ():
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("__"):
            continue
        assert frame is not None
        if isinstance(node, ast.ClassDef):
            stub = class_stub(ev, Class(node, frame), name)
            found.classes.extend([stub] if stub is not None else [])
        elif not node.name.startswith("_"):
            thing = only(imports.global_name(ev, file, node.name))
            if isinstance(thing, Function) and (summaries := function_stub(ev, thing, f"{name}.{node.name}")):
                found.functions.append(summaries)
    return found


def re_exports(ev: Evaluator, file: SourceFile) -> dict[str, str]:
    """What a package's `__init__` hands on, by the qualified names."""
    if not file.is_package:
        return {}
    found: dict[str, str] = {}
    for name in lookups.names_of(ev, Module(file)):
        for thing, _ in imports.module_attribute(ev, Module(file), name):
            source = _defined_in(thing)
            if source is not None and source[0] is not file:
                found[name] = f"{ev.project.module_name(source[0])}.{source[1]}"
            elif isinstance(thing, Module) and thing.file is not file:
                found[name] = ev.project.module_name(thing.file)
    return {
        name: qualified for name, qualified in found.items() if qualified != f"{ev.project.module_name(file)}.{name}"
    }


def _defined_in(thing: Thing) -> tuple[SourceFile, str] | None:
    if isinstance(thing, Class | Function) and not isinstance(thing.node, ast.Lambda):
        return thing.frame.file, thing.node.name
    return None


# -- classes --------------------------------------------------------------------------------------------------------


def class_stub(ev: Evaluator, cls: Class, module: str) -> ClassStub | None:
    """A class of modules; None for any other class."""
    bases = list(_bases(ev, cls))
    is_module = any(ev.knowledge.is_subclass(b, MODULE) for b in classes.library_bases(ev, cls))
    if not is_module:
        return None
    name = f"{module}.{cls.node.name}"
    methods: dict[str, tuple[Summary, ...]] = {}
    made = classes.lookup(ev, cls, "__init__")
    if made is not None:
        parameters = tuple(signature(ev, made[0], drop=0))
        methods["__init__"] = (Summary(f"{name}.__init__", parameters, Nothing()),)
    target = probing.callable_of(ev, cls)
    if target is not None:
        methods["forward"] = summaries(ev, target, f"{name}.forward")
    elif inherited := _inherited_loss(ev, cls):
        methods["forward"] = tuple(replace(s, name=f"{name}.forward") for s in inherited)
    carries = target is not None and all(isinstance(s.result, Carries) for s in methods["forward"])
    units_dim = _with_units(ev, target, methods) if target is not None and carries else None
    head = heads.last_layer(ev, target) if target is not None and carries else None
    if head is None:
        return ClassStub(name, tuple(bases), methods, {}, units_dim)
    attribute, layer = head
    methods["forward"] = tuple(replace(s, result=Through(attribute)) for s in methods["forward"])
    return ClassStub(name, tuple(bases), methods, {attribute: layer}, units_dim)


def _with_units(ev: Evaluator, target: Callable, methods: dict[str, tuple[Summary, ...]]) -> int | None:
    """Mark the constructor's argument that sizes the output's units; the dimension that they stand on."""
    made = methods["__init__"][0] if "__init__" in methods else None
    sized = sizes.sizing(ev, target, made.parameters) if made is not None else None
    if made is None or sized is None:
        return None
    marked = tuple(replace(p, units=True) if p.name == sized[0] else p for p in made.parameters)
    methods["__init__"] = (replace(made, parameters=marked),)
    return sized[1]


def _inherited_loss(ev: Evaluator, cls: Class) -> tuple[Summary, ...]:
    """The `forward` of a library's loss, which is said again: losses are looked for by what their own stubs say."""
    for base in classes.library_bases(ev, cls):
        found = ev.knowledge.method(base, "forward") or ()
        if any(isinstance(s.result, LossValue) for s in found):
            return found
    return ()


def _bases(ev: Evaluator, cls: Class) -> Iterator[str]:
    for base in cls.node.bases:
        for thing, _ in ev.value(base, cls.frame):
            if isinstance(thing, Class):
                yield f"{ev.project.module_name(thing.frame.file)}.{thing.node.name}"
            elif (name := getattr(thing, "name", None)) and isinstance(name, str):
                yield ev.knowledge.canonical(name)


# -- functions ------------------------------------------------------------------------------------------------------


def function_stub(ev: Evaluator, function: Function, name: str) -> tuple[Summary, ...]:
    """A function, if anything can be said of it."""
    target = probing.callable_of(ev, function)
    found = summaries(ev, target, name) if target is not None else ()
    return found if any(results.says_something(s.result) for s in found) else ()


def summaries(ev: Evaluator, target: Callable, name: str) -> tuple[Summary, ...]:
    """One summary for each combination of options that makes a difference."""
    plain = Probe()
    guards = [under for _, under in probing.returned(ev, target, plain)]
    for parameter in target.parameters:
        guards += expecting.conditions_on(ev, target, Probe(parameter.arg, FormName.LOGITS))
    variants = probing.variants(target, guards)
    found = [summary(ev, target, name, options) for options in variants]
    alike = {
        (s.result, tuple((p.expects, p.variable, p.is_target) for p in s.parameters if p.literal is None))
        for s in found
    }
    always = summary(ev, target, name, {})
    if len(alike) == 1 and (results.says_something(always.result) or not results.says_something(found[0].result)):
        return (always,)
    return tuple(found) if _covers(variants) else (*found, replace(always, result=Nothing()))


def _covers(variants: list[dict[str, object]]) -> bool:
    """Are the options told apart switches, of which every setting is there?"""
    names = variants[0] if variants else {}
    return len(variants) == 2 ** len(names) and all(
        isinstance(v, bool) for options in variants for v in options.values()
    )


def summary(ev: Evaluator, target: Callable, name: str, options: dict[str, object]) -> Summary:
    graded = expecting.graded(ev, target, options)
    result: Result = LossValue() if graded is not None else result_of(ev, target, options)
    words: dict[str, Parameter] = {}
    if graded is not None:
        words[graded.parameter] = Parameter("", expects=(Expectation(graded.expects),))
        if graded.target is not None:
            words[graded.target] = Parameter("", is_target=True)
    elif (operand := operand_of(target)) is not None and _keeps(result):
        words[operand] = Parameter("", variable=results.OPERAND)
    own = [_with(p, words, options) for p in signature(ev, target.function, drop=0)]
    made = [p for p in signature(ev, target.constructor, drop=1) if p.name in options] if target.constructor else []
    names = {p.name for p in own}
    behind = [_fixed(p, options[p.name], "keyword") for p in made if p.name not in names]
    kwargs = [p for p in own if p.kind == "var_keyword"]
    return Summary(name, (*(p for p in own if p.kind != "var_keyword"), *behind, *kwargs), result)


def result_of(ev: Evaluator, target: Callable, options: dict[str, object]) -> Result:
    plain = results.of_value(ev, probing.returned(ev, target, Probe(options=options)))
    operand = operand_of(target)
    if operand is None:
        return plain
    probed = {
        name: results.of_value(ev, probing.returned(ev, target, Probe(operand, name, options))) for name in PROBES
    }
    return results.merged(plain, probed)


def operand_of(target: Callable) -> str | None:
    """The first parameter: the tensor that may pass through."""
    return next((a.arg for a in target.parameters), None)


def _keeps(result: Result) -> bool:
    items = getattr(result, "items", ())
    return isinstance(result, Keeps) or any(_keeps(i[1] if isinstance(i, tuple) else i) for i in items)


def _with(parameter: Parameter, words: dict[str, Parameter], options: dict[str, object]) -> Parameter:
    """A parameter with what was found out about it."""
    if parameter.name in options:
        return _fixed(parameter, options[parameter.name], parameter.kind)
    said = words.get(parameter.name, Parameter(""))
    return Parameter(
        parameter.name, parameter.kind, parameter.default, said.variable, said.expects, is_target=said.is_target
    )


def _fixed(parameter: Parameter, value: object, kind: ParameterKind) -> Parameter:
    is_default = parameter.default == value and type(parameter.default) is type(value)
    return Parameter(parameter.name, kind, value if is_default else REQUIRED, literal=(value,))


def signature(ev: Evaluator, function: Function | None, drop: int) -> Iterator[Parameter]:
    """The parameters as they are written."""
    if function is None:
        return
    args = function.node.args
    for arg in [*args.posonlyargs, *args.args][drop:]:
        yield Parameter(arg.arg, "positional", default(ev, function, function.node, arg.arg))
    if args.vararg is not None:
        yield Parameter(args.vararg.arg, "var_positional")
    for arg in args.kwonlyargs:
        yield Parameter(arg.arg, "keyword", default(ev, function, function.node, arg.arg))
    if args.kwarg is not None:
        yield Parameter(args.kwarg.arg, "var_keyword")


def default(ev: Evaluator, function: Function, node: FunctionNode, name: str) -> object:
    expr = binding.default_of(node, name)
    if expr is None:
        return REQUIRED
    thing = only(ev.value(expr, function.frame))
    return thing.value if isinstance(thing, Const) else ELLIPSIS


__all__ = ["Kind", "Outline", "outline", "outlines"]
