"""Python's own functions and the methods of its containers, as far as they carry modules, losses and tensors. Floor 3.

This is the table; what each entry means is in `builtin_sequences`, `builtin_mappings`, `builtin_objects`,
`builtin_numbers` (strings too) and `builtin_functional`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from losslint.analysis import builtin_functional as functional
from losslint.analysis import builtin_mappings as mappings
from losslint.analysis import builtin_numbers as numbers
from losslint.analysis import builtin_objects as objects
from losslint.analysis import builtin_paths as paths
from losslint.analysis import builtin_records as records
from losslint.analysis import builtin_sequences as sequences
from losslint.analysis import configuration, importing, instantiated, python_configs, stored
from losslint.analysis.builtin_base import Builtin, Site, argument
from losslint.analysis.frames import Arguments
from losslint.analysis.things import Const, Mapping, Partial, Sequence, Thing, Value, nothing_known

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator


NOTHING_GIVEN = Arguments()


def itself(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """abspath(p): the argument, for all that matters here."""
    return argument(arguments, 0)


def unbound(ev: Evaluator, arguments: Arguments, site: Site) -> Value:
    """staticmethod(f): the function, which no object is put in front of."""
    return tuple(a._replace(thing=Partial(a.thing, NOTHING_GIVEN)) for a in argument(arguments, 0))


FUNCTIONS: dict[str, Builtin] = {
    **{f"builtins.{n}": sequences.copied for n in ("list", "tuple", "iter", "sorted", "set", "frozenset")},
    "collections.deque": sequences.copied,
    "tqdm.tqdm": sequences.copied,
    "tqdm.auto.tqdm": sequences.copied,
    "builtins.reversed": sequences.backwards,
    "builtins.range": sequences.numbers,
    "tqdm.trange": sequences.numbers,
    "builtins.enumerate": sequences.enumerated,
    "builtins.zip": sequences.zipped,
    "builtins.len": sequences.length,
    "builtins.next": sequences.first,
    "concurrent.futures.as_completed": sequences.copied,
    "builtins.dict": mappings.made,
    "collections.OrderedDict": mappings.made,
    "collections.defaultdict": mappings.empty_default,
    "builtins.getattr": objects.attribute,
    "builtins.hasattr": objects.has_attribute,
    "builtins.globals": objects.own_names,
    "builtins.vars": objects.local_names,
    "builtins.locals": objects.local_names,
    "builtins.isinstance": objects.is_instance,
    "torch.is_tensor": objects.is_tensor,
    "builtins.type": objects.type_of,
    "builtins.int": numbers.conversion(int, "int"),
    "builtins.float": numbers.conversion(float, "float"),
    "builtins.str": numbers.conversion(str, "str"),
    "builtins.bool": numbers.conversion(bool, "bool"),
    "builtins.min": numbers.extreme(min),
    "builtins.max": numbers.extreme(max),
    **{name: numbers.root(name) for name in ("math.sqrt", "numpy.sqrt")},
    "builtins.map": functional.mapped,
    "builtins.sum": functional.summed,
    "functools.partial": functional.partial,
    "joblib.delayed": itself,
    "functools.reduce": functional.reduced,
    "builtins.staticmethod": unbound,
    "collections.namedtuple": records.named_tuple,
    "typing.NamedTuple": records.named_tuple,
    records.RECORD: records.record,
    "dataclasses.field": functional.field_default,
    "builtins.open": configuration.opened,
    "io.open": configuration.opened,
    "codecs.open": configuration.opened,
    "pathlib.Path": paths.made,
    "os.path.join": paths.joined,
    "os.path.dirname": paths.folder,
    "os.path.abspath": itself,
    "os.path.realpath": itself,
    "os.path.expanduser": itself,
    **{f"json.{n}": configuration.loaded for n in ("load", "loads")},
    **{f"yaml.{n}": configuration.loaded for n in ("load", "safe_load", "full_load", "unsafe_load")},
    **{f"{m}.{n}": configuration.loaded for m in ("toml", "tomllib", "tomli") for n in ("load", "loads")},
    "omegaconf.OmegaConf.load": configuration.loaded_path,
    **dict.fromkeys(python_configs.READERS, python_configs.loaded),
    **dict.fromkeys(configuration.WRAPPERS, configuration.wrapped),
    **{name: stored.loading(name) for name in stored.SAVED_BY},
    "importlib.import_module": importing.import_module,
    **dict.fromkeys(instantiated.MAKERS, instantiated.instantiate),
}


def call_method(ev: Evaluator, thing: Thing, name: str, arguments: Arguments, site: Site) -> Value:
    """A method of a list, dict or string."""
    match thing:
        case Mapping():
            return mappings.call_method(thing, name, arguments)
        case Sequence():
            return sequences.call_method(thing, name)
        case Const(value=str() as text) if name in paths.METHODS:
            return paths.call_method(text, name, site)
        case Const(value=str() as text):
            return numbers.call_method(ev, text, name, arguments)
    return nothing_known(f"method {name} is not followed")
