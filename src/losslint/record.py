"""`dataclass`, for values: the type checker seals them, and a class writes its methods when they are first called. Floor 0.

To a type checker these are the names of the standard library, and to the standard library what they make are dataclasses. At
run time values are what an analysis makes most, and their classes are a good part of its start:

- To seal a value is dear (Python 3.11, fourteen fields): each field is set through `object.__setattr__`, 1.1 us instead of 0.2
  for an object. `mypy --strict` refuses every assignment to a field of a frozen class, here and in whatever uses losslint, so
  nothing is given up but the error at run time.
- To compile the methods of a class is dear, 0.1 to 0.3 ms; a run makes values of some classes and compares those of few. So
  what a class is born with are methods that write themselves: the first call puts the compiled one in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    from collections.abc import Callable, Iterable
    from functools import partial
    from operator import attrgetter

    NOTHING = object()  # no default
    OPERATORS = {"__eq__": "==", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}

    class Field:
        """What is said of one field beside its type. The words are those of `dataclasses.field`."""

        __slots__ = ("compare", "default", "default_factory", "init", "repr")

        def __init__(self, default=NOTHING, *, default_factory=NOTHING, init=True, repr=True, compare=True) -> None:  # noqa: A002, ANN001
            self.default = default
            self.default_factory = default_factory
            self.init = init
            self.repr = repr
            self.compare = compare

    field = Field
    PLAIN = Field()

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """As `dataclasses.dataclass`; what is frozen has a hash and may be a key, and is not sealed."""
        return partial(_made, **options) if cls is None else _made(cls, **options)

    def replace(value: Any, /, **changes: Any) -> Any:
        """As `dataclasses.replace`."""
        cls = type(value)
        known = REPLACING.get(cls)
        if known is None:
            known = REPLACING[cls] = _replacing(cls)
        values, positions = known
        given = [*values(value)]
        try:
            for name, new in changes.items():
                given[positions[name]] = new
        except KeyError:
            raise TypeError(f"{cls.__name__} is made without {name!r}") from None
        return cls(*given)

    REPLACING: dict[type, tuple[Callable[[Any], Iterable[Any]], dict[str, int]]] = {}

    def _replacing(cls: type) -> tuple[Callable[[Any], Iterable[Any]], dict[str, int]]:
        """What hands out the values that one was made with, and where each field stands among them."""
        names = cls.__match_args__
        several = attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, name) for name in names]
        return several, {name: number for number, name in enumerate(names)}

    def _made(cls: type, *, frozen: bool = False, eq: bool = True, order: bool = False, slots: bool = False) -> type:
        fields: dict[str, Field] = {}
        for base in cls.__mro__[:0:-1]:
            fields |= base.__dict__.get("__fields__", {})
        own = dict.fromkeys(cls.__annotations__, PLAIN)
        for name in own.keys() & cls.__dict__.keys():
            said = cls.__dict__[name]
            own[name] = said if type(said) is Field else Field(said)
        fields |= own
        cls = _slotted(cls, own) if slots else _with_defaults(cls, own)
        cls.__fields__ = fields
        cls.__match_args__ = tuple([name for name, one in fields.items() if one.init])
        cls.__dataclass_fields__ = STANDARD
        _give(cls, "__repr__", _shown)
        _give(cls, "__init__", _unwritten(cls, "__init__", _init))
        if eq:
            _give(cls, "__eq__", _unwritten(cls, "__eq__", _comparison))
            _give(cls, "__hash__", _unwritten(cls, "__hash__", _hash) if frozen else None)
        for name in OPERATORS if order else ():
            _give(cls, name, _unwritten(cls, name, _comparison))
        return cls

    def _give(cls: type, name: str, value: Any) -> None:
        """What a class says itself stands."""
        if name not in cls.__dict__:
            setattr(cls, name, value)

    def _slotted(cls: type, own: dict[str, Field]) -> type:
        """The class made once more: slots are what a class is born with."""
        inherited = {slot for base in cls.__mro__[1:] for slot in base.__dict__.get("__slots__", ())}
        kept = {name: value for name, value in cls.__dict__.items() if name not in own}
        kept.pop("__dict__", None)
        kept.pop("__weakref__", None)
        kept["__slots__"] = tuple([name for name in own if name not in inherited])
        kept["__qualname__"] = cls.__qualname__
        return type(cls)(cls.__name__, cls.__bases__, kept)

    def _with_defaults(cls: type, own: dict[str, Field]) -> type:
        for name, one in own.items():
            if one.default is not NOTHING:
                setattr(cls, name, one.default)
            elif name in cls.__dict__:
                delattr(cls, name)
        return cls

    # Methods, and how they are written

    def _unwritten(cls: type, name: str, write: Callable[[type, str], Callable[..., Any]]) -> Callable[..., Any]:
        def method(self: Any, /, *args: Any, **named: Any) -> Any:
            written = write(cls, name)
            written.__qualname__ = f"{cls.__qualname__}.{name}"
            setattr(cls, name, written)
            return written(self, *args, **named)

        return method

    def _init(cls: type, name: str) -> Callable[..., Any]:
        parameters, lines, known = ["self"], ["pass"], {}
        for field_name, one in cls.__fields__.items():
            value, given = field_name, f"given_{field_name}"
            if one.default is not NOTHING:
                known[given] = one.default
                value = field_name if one.init else given
            elif one.default_factory is not NOTHING:
                known[given] = one.default_factory
                value = f"{given}() if {field_name} is NOTHING else {field_name}" if one.init else f"{given}()"
            elif not one.init:
                continue
            if one.init:
                default = "" if given not in known else f"={given}" if one.default is not NOTHING else "=NOTHING"
                parameters.append(field_name + default)
            lines.append(f"self.{field_name} = {value}")
        if hasattr(cls, "__post_init__"):
            lines.append("self.__post_init__()")
        return _compiled(name, parameters, lines, **known)

    def _comparison(cls: type, name: str) -> Callable[..., Any]:
        compared = f"{_compared(cls, 'self')} {OPERATORS[name]} {_compared(cls, 'other')}"
        line = f"return {compared} if other.__class__ is self.__class__ else NotImplemented"
        return _compiled(name, ("self", "other"), [line])

    def _hash(cls: type, name: str) -> Callable[..., Any]:
        return _compiled(name, ("self",), [f"return hash({_compared(cls, 'self')})"])

    def _compared(cls: type, value: str) -> str:
        return "(" + "".join([f"{value}.{name}," for name, one in cls.__fields__.items() if one.compare]) + ")"

    def _compiled(name: str, parameters: Iterable[str], lines: Iterable[str], **known: Any) -> Callable[..., Any]:
        """The function of these lines. Nothing of a program under test is in them: they are made of the names of our fields."""
        scope = {"__name__": __name__, "NOTHING": NOTHING, **known}
        exec("\n ".join([f"def {name}({', '.join(parameters)}):", *lines]), scope)  # noqa: S102
        return scope[name]

    def _shown(self: Any) -> str:
        fields = [name for name, one in self.__fields__.items() if one.repr]
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in fields)})"

    class Standard:
        """The fields as the standard library keeps them, for its own `fields`, `asdict` and `replace`: made when it asks."""

        def __get__(self, value: Any, cls: type) -> dict[str, Any]:
            import dataclasses
            from inspect import get_annotations

            types = {name: kind for base in reversed(cls.__mro__) for name, kind in get_annotations(base).items()}
            fields = [(name, types[name], dataclasses.field(**_said(one))) for name, one in cls.__fields__.items()]
            cls.__dataclass_fields__ = dataclasses.make_dataclass(cls.__name__, fields).__dataclass_fields__
            return cls.__dataclass_fields__

    STANDARD = Standard()

    def _said(one: Field) -> dict[str, Any]:
        words = {name: getattr(one, name) for name in Field.__slots__}
        return {name: word for name, word in words.items() if word is not NOTHING}


__all__ = ["dataclass", "field", "replace"]
