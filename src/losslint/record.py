"""`dataclass`, for values: the type checker seals them, the run does not. Floor 0.

To seal a value at run time is dear (Python 3.11, fourteen fields): each field is set through `object.__setattr__`, 1.1 us instead
of 0.2 for an object, and two more methods are compiled for the class, 1.0 ms instead of 0.3. Values are what an analysis makes
most, and their classes are a good part of its start. `mypy --strict` refuses every assignment to a field of a frozen class, here
and in whatever uses losslint, so nothing is given up but the error at run time. One `__repr__` serves all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from functools import partial

    def dataclass(cls: type | None = None, /, *, frozen: bool = False, eq: bool = True, **options: bool) -> Any:
        """As `dataclasses.dataclass`; what is frozen has a hash and may be a key, and is not sealed."""
        if cls is None:
            return partial(dataclass, frozen=frozen, eq=eq, **options)
        hashed = frozen and eq and "__hash__" not in cls.__dict__
        made = dataclasses.dataclass(eq=eq, repr=False, unsafe_hash=hashed, **options)(cls)
        if "__repr__" not in cls.__dict__:
            made.__repr__ = _shown
        return made

    def _shown(self: Any) -> str:
        fields = (f.name for f in dataclasses.fields(self) if f.repr)
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in fields)})"


__all__ = ["dataclass"]
