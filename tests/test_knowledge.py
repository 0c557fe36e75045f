"""The reader of stubs and the lookups on them. The dialect is tested on small stubs of a made-up library."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import losslint.knowledge
from losslint.forms import DType, Expectation, FormName, form
from losslint.knowledge import PARAMETER, UNKNOWN_ARGUMENT, Knowledge, StubError, choose, effects
from losslint.knowledge.lazily import read_lazily
from losslint.knowledge.reader import read_stub
from losslint.knowledge.summary import (
    REQUIRED,
    Called,
    Carries,
    ClassStub,
    Effect,
    Keeps,
    LossValue,
    Named,
    Nothing,
    Result,
    Returns,
    Several,
    Summary,
    Through,
)
from losslint.operations import KEEPS
from losslint.operations.ranges import number

STUBS = Path(losslint.knowledge.__file__).parent
SHIPPED = sorted(STUBS.rglob("*.pyi"))

HEADS = """
from zoo.base import Module as Base
from zoo.base import helper

__canonical__ = "zoo"

class Scores(NamedTuple):
    values: Effect["extreme"]
    indices: Places[T]

class Output(TypedDict):
    logits: Carries["logits"]

class Head(Base):
    units_dim: Literal[-1]
    fc: Linear
    def __init__(self, inner: int, outer: Units, *, bias: bool = True) -> None: ...
    def forward(self, x: Tensor) -> Through["fc"]: ...
    @property
    def name(self) -> str: ...
    run = forward

class Linear(Base):
    def forward(self, x: T) -> Carries["logits"]: ...

class Special(Head, Linear): ...

class Loop(Loop): ...

class FocalLoss(Base):
    def forward(self, scores: Expects["binary-logits", "scores"], labels: Target) -> Loss: ...

class SoftFocalLoss(FocalLoss): ...

class Names:
    focal: zoo.heads.focal

MODE = "head"

def make(name: str = "head", *args: object, **kwargs: object) -> Head: ...
def both(x: T) -> tuple[T, Structure[T], Nothing]: ...
def pool(net: object) -> MaxPooled[Called["net"]]: ...
def pieces(x: T) -> tuple[T, ...]: ...
def best(x: T) -> Scores: ...
def run(x: Tensor) -> Output: ...
def fit(net: Model, objective: Criterion[Names]) -> Nothing: ...
@overload
def focal(scores: Expects["binary-logits"], labels: Target, logits: Literal[True] = True, scale: float = 0.5) -> Loss: ...
@overload
def focal(scores: Expects["probability"], labels: Target, logits: Literal[False], scale: float = 0.5) -> Loss: ...
focal_loss = focal
"""


@pytest.fixture
def zoo(tmp_path: Path) -> Knowledge:
    folder = tmp_path / "zoo"
    (folder / "inner").mkdir(parents=True)
    (folder / "__init__.pyi").write_text(
        "import zoo.inner as J\nimport zoo\nfrom zoo.heads import MODE, Head, FocalLoss, focal, make\nfrom zoo import inner as I\n"
    )
    (folder / "base.pyi").write_text("class Module:\n    def eval(self: T) -> T: ...\n\ndef helper(x: T) -> T: ...\n")
    (folder / "heads.pyi").write_text(HEADS)
    (folder / "inner" / "__init__.pyi").write_text("from ..heads import both\nfrom .. import Head as H\n")
    (folder / "ring.pyi").write_text("from zoo.ring import b as a\nfrom zoo.ring import a as b\n")
    return Knowledge.load((tmp_path,))


def only(knowledge: Knowledge, name: str) -> Summary:
    summaries = knowledge.function(name)
    assert summaries is not None
    (summary,) = summaries
    return summary


def result(knowledge: Knowledge, name: str) -> Result:
    return only(knowledge, name).result


# The dialect


def test_results(zoo: Knowledge) -> None:
    assert result(zoo, "zoo.make") == Returns("zoo.Head")
    assert result(zoo, "zoo.heads.both") == Several((Keeps("T"), Keeps("T", "structure"), Nothing()))
    assert result(zoo, "zoo.heads.pool") == Called("net", "max_pooled")
    assert result(zoo, "zoo.heads.pieces") == Several((Keeps("T"),), repeats=True)
    assert result(zoo, "zoo.heads.best") == Named(
        (("values", Effect("extreme")), ("indices", Keeps("T", "places"))), positional=True
    )
    assert result(zoo, "zoo.heads.run") == Named((("logits", Carries(FormName.LOGITS)),))


def test_a_criterion_may_be_named_by_a_text(zoo: Knowledge) -> None:
    _, objective = only(zoo, "zoo.heads.fit").parameters
    assert (objective.handed, objective.table) == ("criterion", "zoo.Names")
    assert zoo.attribute("zoo.Names", "focal") == "zoo.heads.focal"


def test_constants_and_modules_are_handed_on(zoo: Knowledge) -> None:
    assert zoo.constant("zoo.MODE", None) == zoo.constant("zoo.heads.MODE", None) == "head"
    assert zoo.constant("zoo.Head", None) is zoo.constant("zoo.nothing", None) is None
    assert zoo.canonical("zoo.J.both") == zoo.canonical("zoo.zoo.I.both") == "zoo.both"


def test_parameters(zoo: Knowledge) -> None:
    focal = zoo.function("zoo.focal")
    assert focal is not None
    scores, labels, logits, scale = focal[0].parameters
    assert scores.expects == (Expectation.BINARY_LOGITS,)
    assert scores.default == REQUIRED
    assert labels.is_target
    assert (logits.literal, logits.default) == ((True,), True)
    assert scale.default == 0.5
    assert [p.kind for p in only(zoo, "zoo.make").parameters] == ["positional", "var_positional", "var_keyword"]


def test_classes(zoo: Knowledge) -> None:
    head = zoo.cls("zoo.Head")
    assert head is not None
    assert head.name == "zoo.Head"
    assert head.bases == ("zoo.base.Module",)
    assert head.attributes == {"fc": "zoo.Linear"}
    assert head.units_dim == -1
    assert head.methods["forward"][0].result == Through("fc")
    assert head.methods["run"] is head.methods["forward"]
    assert next(p.units for p in head.methods["__init__"][0].parameters if p.name == "outer")
    assert zoo.is_property("zoo.Head", "name")
    assert not zoo.is_property("zoo.Head", "forward")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("def f(x: Expects['nonsense']) -> Loss: ...", "nonsense"),
        ("def f(x) -> Effect[1]: ...", "one string"),
        ("def f(x) -> Carries['a', 'b']: ...", "one string"),
        ("class A:\n    units_dim: int", "units_dim"),
        ("def f(:", ""),
    ],
)
def test_a_stub_that_cannot_be_read_names_file_and_line(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "broken.pyi").write_text(text + "\n")
    with pytest.raises(StubError, match=rf"broken\.pyi:\d+: .*{what}"):
        Knowledge.load((tmp_path,)).knows_module("broken")


def test_the_line_of_an_error_is_that_of_the_file(tmp_path: Path) -> None:
    """Whatever stands above it, a text over several lines among that."""
    text = '"""A text.\n\ndef is a word in it.\n"""\n\n@overload\ndef f(x): ...\n@overload\ndef f(y): ...\n'
    for broken in ("def g(x) -> Effect[1]: ...", "def g(:"):
        (tmp_path / "broken.pyi").write_text(text + broken + "\n")
        with pytest.raises(StubError, match=r"broken\.pyi:10: "):
            Knowledge.load((tmp_path,)).knows_module("broken")
    (tmp_path / "whole.pyi").write_text(text)
    [first, second] = Knowledge.load((tmp_path,)).function("whole.f") or ()
    assert (first.parameters[0].name, second.parameters[0].name) == ("x", "y")


# Lookup


@pytest.mark.parametrize(
    ("qualified", "canonical"),
    [
        ("zoo.Head", "zoo.Head"),
        ("zoo.heads.Head", "zoo.Head"),
        ("zoo.inner.H", "zoo.Head"),
        ("zoo.I.H", "zoo.Head"),
        ("zoo.I", "zoo.inner"),
        ("zoo.heads.Head.forward", "zoo.Head.forward"),
        ("zoo.heads.helper", "zoo.base.helper"),
        ("zoo.heads.focal_loss", "zoo.focal"),
        ("zoo.nothing", "zoo.nothing"),
        ("zoo.ring.a", "zoo.ring.a"),
        ("elsewhere.f", "elsewhere.f"),
    ],
)
def test_canonical(zoo: Knowledge, qualified: str, canonical: str) -> None:
    assert zoo.canonical(qualified) == canonical


def test_modules(zoo: Knowledge) -> None:
    assert zoo.knows_module("zoo")
    assert zoo.knows_module("zoo.I")
    assert not zoo.knows_module("zoo.Head")
    assert not zoo.knows_module("elsewhere")


def test_a_function_hides_the_module_of_its_name() -> None:
    knowledge = Knowledge.load()
    assert knowledge.function("torch.nn.parallel.data_parallel") is not None
    assert not knowledge.knows_module("torch.nn.parallel.data_parallel")
    assert knowledge.canonical("torch.nn.parallel.data_parallel.DataParallel") == "torch.nn.DataParallel"


def test_methods_are_found_through_the_bases(zoo: Knowledge) -> None:
    forward = zoo.method("zoo.heads.Special", "forward")
    assert forward is not None
    assert forward[0].result == Through("fc")  # Head stands before Linear
    assert zoo.method("zoo.Head", "eval") is not None
    assert zoo.method("zoo.Head", "nothing") is None
    assert zoo.attribute("zoo.heads.Special", "fc") == "zoo.Linear"
    assert zoo.units_dim("zoo.heads.Special") == -1


def test_subclasses(zoo: Knowledge) -> None:
    assert zoo.is_subclass("zoo.heads.Special", "zoo.base.Module")
    assert zoo.is_subclass("zoo.Head", "zoo.heads.Head")
    assert not zoo.is_subclass("zoo.base.Module", "zoo.Head")
    assert not zoo.is_subclass("zoo.heads.Loop", "zoo.Head")  # it inherits from itself
    assert not zoo.is_subclass("elsewhere.C", "zoo.Head")


def test_the_users_stubs_stand_in_front(tmp_path: Path) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "special.pyi").write_text('def expit(input: T) -> Carries["tanh"]: ...\n')
    (tmp_path / "losses.pyi").write_text('def my_loss(x: Expects["class-logits"], y: Target) -> Loss: ...\n')
    folder, file = Knowledge.load((tmp_path,)), Knowledge.load((tmp_path / "losses.pyi",))
    assert result(folder, "torch.special.expit") == Carries(FormName.TANH)
    assert result(file, "losses.my_loss") == LossValue()
    assert "my_loss" in file.identifiers.loss_functions


def test_a_stub_is_read_once_and_only_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "one.pyi"
    path.write_text("def f(x: T) -> T: ...\n")
    (tmp_path / "broken.pyi").write_text("def f(:\n")
    knowledge = Knowledge.load((tmp_path,))
    first = knowledge.function("one.f")
    path.unlink()
    assert knowledge.function("one.f") is first


# Overloads


def test_overloads_are_chosen_by_constants(zoo: Knowledge) -> None:
    focal = zoo.function("zoo.focal")
    assert focal is not None
    assert choose(focal, {}) is focal[0]
    assert choose(focal, {"logits": True}) is focal[0]
    assert choose(focal, {"logits": False}) is focal[1]
    assert choose(focal, {"logits": False, "scale": UNKNOWN_ARGUMENT}) is focal[1]
    assert choose(focal, {"logits": UNKNOWN_ARGUMENT}) is None
    assert choose(focal, {"logits": 1}) is None  # 1 is not True


def test_an_overload_without_literals_takes_what_is_not_known() -> None:
    summaries = Knowledge.load().method("torch.Tensor", "max")
    assert summaries is not None
    assert choose(summaries, {"dim": UNKNOWN_ARGUMENT}) is summaries[1]
    assert choose(summaries, {}) is summaries[0]


# The stubs that ship


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(STUBS).with_suffix("").parts).removesuffix(".__init__")


def summaries_of(knowledge: Knowledge, path: Path) -> Iterator[Summary]:
    stub = knowledge._module(module_of(path))
    assert stub is not None
    for summaries in stub.functions.values():
        yield from summaries
    for cls in stub.classes.values():
        for summaries in cls.methods.values():
            yield from summaries


def leaves(stated: Result) -> Iterator[Result]:
    match stated:
        case Several(items=items):
            for item in items:
                yield from leaves(item)
        case Named(items=named):
            for _, item in named:
                yield from leaves(item)
        case _:
            yield stated


@pytest.mark.parametrize("path", SHIPPED, ids=module_of)
def test_every_word_of_a_stub_means_something(path: Path) -> None:
    knowledge = Knowledge.load()
    for summary in summaries_of(knowledge, path):
        variables = {parameter.variable for parameter in summary.parameters}
        for leaf in leaves(summary.result):
            match leaf:
                case Effect(name=name):
                    assert name in effects.EFFECTS, summary.name
                case Keeps(variable=variable, how=how):
                    assert how in KEEPS, summary.name
                    assert variable in variables, f"{summary.name} returns a variable that no parameter has"
                case Returns(qualified=qualified):
                    assert knowledge.cls(qualified) is not None, f"{summary.name} returns {qualified}"
                case Called(parameter=called, how=how):
                    assert how in KEEPS, summary.name
                    owner = knowledge.method(summary.name.rpartition(".")[0], "__init__") or ()
                    known = {p.name for one in (summary, *owner) for p in one.parameters}
                    assert called in known, f"{summary.name} calls {called}, and is given none"
                case Carries() | Through() | Nothing() | LossValue():
                    pass
                case _:
                    pytest.fail(f"{summary.name}: {leaf}")


@pytest.mark.parametrize("path", SHIPPED, ids=module_of)
def test_a_stub_read_piece_by_piece_is_the_stub_read_whole(path: Path) -> None:
    whole, later = read_stub(path, module_of(path)), read_lazily(path, module_of(path))
    assert later == whole
    assert [*later.functions, *later.classes] == [*whole.functions, *whole.classes]


@pytest.mark.parametrize("path", SHIPPED, ids=module_of)
def test_every_name_that_a_stub_imports_or_inherits_exists(path: Path) -> None:
    knowledge = Knowledge.load()
    stub = knowledge._module(module_of(path))
    assert stub is not None
    for local, target in stub.exports.items():
        known = knowledge.knows_module(target) or knowledge.function(target) or knowledge.cls(target)
        assert known or knowledge.constant(target, None), f"{local} from {target}"
    for cls in stub.classes.values():
        for base in cls.bases:
            assert knowledge.cls(base) is not None, f"{cls.name}: {base}"
        for held in cls.attributes.values():
            assert knowledge.cls(held) or knowledge.function(held), f"{cls.name}: {held}"


def losses_by_reading(knowledge: Knowledge) -> Iterator[str]:
    for path in SHIPPED:
        stub = knowledge._module(module_of(path))
        assert stub is not None
        for name, summaries in stub.functions.items():
            if isinstance(summaries[0].result, LossValue):
                yield name
        for name, cls in stub.classes.items():
            if is_loss(knowledge, cls):
                yield name


def is_loss(knowledge: Knowledge, cls: ClassStub) -> bool:
    forward = knowledge.method(cls.name, "forward")
    return forward is not None and isinstance(forward[0].result, LossValue)


def test_the_scan_for_losses_finds_what_reading_finds() -> None:
    knowledge = Knowledge.load()
    found = knowledge.identifiers
    assert found.loss_classes | found.loss_functions == set(losses_by_reading(knowledge))


def test_the_scan_sees_derived_and_renamed_losses(zoo: Knowledge) -> None:
    assert {"FocalLoss", "SoftFocalLoss"} <= zoo.identifiers.loss_classes
    assert {"focal", "focal_loss"} <= zoo.identifiers.loss_functions
    assert "Head" not in zoo.identifiers.loss_classes


def test_every_loss_says_what_it_grades_against_what() -> None:
    knowledge = Knowledge.load()
    for path in SHIPPED:
        for summary in summaries_of(knowledge, path):
            if isinstance(summary.result, LossValue):
                assert any(p.expects for p in summary.parameters), summary.name
                names = {p.name for p in summary.parameters}
                assert any(p.is_target for p in summary.parameters) or "positive" in names, summary.name


# Effects


def test_effects_are_few_and_all_are_used() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SHIPPED)
    used = set(re.findall(r'Effect\["(\w+)"\]', text))
    assert used == set(effects.EFFECTS)
    # 31 of them make data: what range, rank and dtype it has depends on the values of the arguments.
    assert len(effects.EFFECTS) <= 105, "an effect is for what a stub cannot say: raise this with a reason"


def test_every_pass_through_is_used() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SHIPPED)
    used = {re.sub(r"(?<!^)(?=[A-Z])", "_", word).lower() for word in re.findall(r"\b([A-Z]\w+)\[T\]", text)}
    by_code = {"same", "scaled", "overshooting", "normalised_to_one"}  # `T`, dropout, bicubic, normalize
    assert used | by_code == set(KEEPS)


@pytest.mark.parametrize("library", sorted({path.relative_to(STUBS).parts[0] for path in SHIPPED}))
def test_a_stub_imports_only_torch_and_its_own_library(library: str) -> None:
    """A check reads the stubs of the libraries that a project imports, and of no other: what one takes from another library would
    be looked for in vain."""
    paths = [path for path in SHIPPED if path.relative_to(STUBS).parts[0] == library]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    imported = {node.module or library for node in nodes if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert paths
    assert {name.partition(".")[0] for name in imported} <= {library, "torch"}


@pytest.mark.parametrize("name", effects.EFFECTS)
@pytest.mark.parametrize("operand", [*FormName, None])
def test_no_effect_fails_on_what_it_does_not_know(name: str, operand: FormName | None) -> None:
    tensor = UNKNOWN_ARGUMENT if operand is None else form(operand)
    names = (
        "dim",
        "keepdim",
        "min",
        "max",
        "p",
        "mode",
        "shape",
        "dims",
        "tensors",
        "other",
        "value",
        "hard",
        "exponent",
        "weight",
    )
    for value in (
        UNKNOWN_ARGUMENT,
        None,
        True,
        2,
        -1,
        0.5,
        "text",
        (0, 1),
        (UNKNOWN_ARGUMENT,),
        form("logits"),
        PARAMETER,
    ):
        given = {"input": tensor, "self": tensor, "logits": tensor} | dict.fromkeys(names, value)
        assert isinstance(effects.apply(name, given).name, FormName)
    assert isinstance(effects.apply(name, {}).name, FormName)


def test_dropout_depends_on_the_mode() -> None:
    probability = form("sigmoid")
    assert not effects.apply("dropout", {"input": probability}).known
    assert not effects.apply("dropout", {"input": probability, "training": UNKNOWN_ARGUMENT}).known
    assert effects.apply("dropout", {"input": probability, "training": False}) == probability
    assert effects.apply("dropout", {"input": probability, "p": 0.0}) == probability
    assert effects.apply("dropout", {"input": form("logits")}) == form("logits")


def test_linear_gives_scores_only_with_a_modules_own_weight() -> None:
    features = form("nonnegative")
    assert effects.apply("linear", {"input": features, "weight": PARAMETER}).name is FormName.LOGITS
    assert not effects.apply("linear", {"input": form("sigmoid"), "weight": UNKNOWN_ARGUMENT}).known
    normalised = {"input": form("normalized"), "weight": form("normalized")}
    assert effects.apply("linear", normalised).name is FormName.REAL


def test_recurrent_outputs() -> None:
    assert effects.apply("recurrent", {}).name is FormName.TANH
    assert effects.apply("recurrent", {"nonlinearity": "relu"}).name is FormName.NONNEGATIVE
    assert effects.apply("recurrent", {"proj_size": 8}).name is FormName.REAL
    assert not effects.apply("recurrent", {"proj_size": UNKNOWN_ARGUMENT}).known


def test_an_integer_dtype_makes_a_step_function() -> None:
    scores, labels = form("logits"), form("class-index")
    assert effects.apply("cast", {"self": scores, "args": ("torch.long",)}).name is FormName.HARD
    assert effects.apply("cast", {"self": scores, "dtype": "torch.float32"}) == replace(scores, dtype=DType.FLOAT32)
    assert effects.apply("cast", {"self": scores, "args": ("cuda",)}) == scores
    assert effects.apply("cast", {"self": labels, "dtype": "torch.long"}) == replace(labels, dtype=DType.INT64)


@pytest.mark.parametrize(
    ("effect", "arguments", "low", "high", "rank", "units", "dtype"),
    [
        ("ones", {"size": (8, 1)}, 1.0, 1.0, 2, 1, "float32"),
        ("zeros", {"size": ((8,),), "dtype": "torch.long"}, 0.0, 0.0, 1, 8, "int64"),
        ("rand", {"size": (UNKNOWN_ARGUMENT, 4)}, 0.0, 1.0, 2, 4, "float32"),
        ("rand", {"size": (UNKNOWN_ARGUMENT,)}, 0.0, 1.0, None, None, "float32"),  # it may be a tuple
        ("rand", {"size": (number("a length"),)}, 0.0, 1.0, 1, None, "float32"),
        ("randn", {"size": [form("unknown")]}, -math.inf, math.inf, None, None, "float32"),
        ("full", {"size": (3,), "fill_value": -1}, -1.0, -1.0, 1, 3, None),
        ("full", {"size": (3,), "fill_value": -1.0}, -1.0, -1.0, 1, 3, "float32"),
        ("full", {"size": (3,), "fill_value": UNKNOWN_ARGUMENT}, -math.inf, math.inf, 1, 3, None),
        ("tensor", {"data": (0, 2, 1)}, 0.0, 2.0, 1, 3, "int64"),
        ("tensor", {"data": ((0.0,), (1.0,))}, 0.0, 1.0, 2, 1, "float32"),
        ("tensor", {"data": ((True, False),)}, 0.0, 1.0, 2, 2, "bool"),
        ("tensor", {"data": (1, -1), "dtype": "torch.float"}, -1.0, 1.0, 1, 2, "float32"),
        ("tensor", {"data": UNKNOWN_ARGUMENT}, -math.inf, math.inf, None, None, None),
        ("linspace", {"start": 3, "end": -3, "steps": 50}, -3.0, 3.0, 1, 50, "float32"),
        ("new_ones", {"self": form("input-data", dtype=DType.INT64), "size": (2,)}, 1.0, 1.0, 1, 2, "int64"),
    ],
)
def test_data_has_the_range_and_shape_that_is_written(
    effect: str, arguments: dict[str, object], low: float, high: float, rank: int, units: int, dtype: str
) -> None:
    made = effects.apply(effect, arguments)
    assert made.name is FormName.INPUT_DATA
    assert (made.low, made.high, made.rank, made.units, made.dtype) == (low, high, rank, units, dtype)
    assert not made.gradient


def test_the_unit_matrix_and_one_hot_know_their_classes() -> None:
    assert effects.apply("eye", {"n": 5}).units == 5
    encoded = effects.apply("one_hot", {"tensor": form("class-index", rank=1), "num_classes": 5})
    assert (encoded.units, encoded.units_dim, encoded.rank, encoded.dtype) == (5, -1, 2, DType.INT64)
    assert effects.apply("one_hot", {"tensor": form("class-index")}).units is None


def test_ones_scattered_into_a_buffer_are_one_hot() -> None:
    buffer = form("input-data")
    assert effects.apply("scatter", {"self": buffer, "src": 1}).name is FormName.ONE_HOT
    assert effects.apply("scatter", {"self": buffer, "value": 1.0}).name is FormName.ONE_HOT
    assert not effects.apply("scatter", {"self": buffer, "src": UNKNOWN_ARGUMENT}).known


def test_a_tensor_made_of_a_tensor_is_cut_off() -> None:
    assert effects.apply("tensor", {"data": form("logits")}) == form("logits", gradient=False)
    assert effects.apply("tensor", {"data": (0, 1, 1)}).name is FormName.INPUT_DATA
    assert effects.apply("tensor", {"data": UNKNOWN_ARGUMENT}).name is FormName.INPUT_DATA
    assert not effects.apply("tensor", {"data": (form("logits"),)}).known


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"low": 0, "high": 10, "size": (16,)}, "class-index"),
        ({"low": 10, "high": (16,)}, "class-index"),
        ({"low": 0, "high": 2, "size": (16, 4)}, "input-data"),
        ({"low": 2, "high": (16, 4)}, "input-data"),
        ({"low": 0, "high": UNKNOWN_ARGUMENT, "size": (16,)}, "input-data"),
    ],
)
def test_random_integers_are_class_indices_from_three_classes_on(arguments: dict[str, object], expected: str) -> None:
    assert effects.apply("randint", arguments).name == expected


def test_two_tensors_in_max_are_compared_elementwise() -> None:
    two = {"self": form("logits"), "dim": form("real")}
    assert effects.apply("extreme", two).name is FormName.REAL
    assert effects.apply("extreme", {"self": form("logits"), "dim": UNKNOWN_ARGUMENT}).name is FormName.REAL
    assert effects.apply("extreme", {"self": form("logits"), "dim": 1}).name is FormName.LOGITS
