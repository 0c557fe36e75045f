"""`Layer`: what one source says, checked, its paths absolute; what it does not mention is None or empty. Floor 2.

Each key has a reader: a function from the value in the file to the value in the layer. A new key is a field here, a line
in `READERS`, and a property of `losslint/schema/config.schema.json`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from losslint.config import matches, suggestion
from losslint.diagnostic import Severity
from losslint.record import dataclass, field
from losslint.settings.patterns import absolute, anchored
from losslint.settings.problem import did_you_mean
from losslint.settings.source import Source

OUTPUT_FORMATS = ("full", "concise", "grouped", "json", "json-lines", "sarif", "github", "gitlab", "junit", "rdjson")
SEVERITIES = tuple(severity.value for severity in Severity)

Reader = Callable[[Source, str, object, Collection[str]], object]


@dataclass(frozen=True, slots=True)
class Layer:
    """The settings of one source."""

    extend: Path | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool | None = None
    severity: Mapping[str, Severity] = field(default_factory=dict)
    knowledge: tuple[Path, ...] | None = None
    src: tuple[Path, ...] | None = None
    fail_on: Severity | None = None
    output_format: str | None = None
    cache_dir: Path | None = None
    baseline: Path | None = None
    path: Path | None = None


def read_layer(source: Source, codes: Collection[str]) -> Layer:
    """The layer of a source. Raises `SettingsError` for unknown keys and codes, and for values that cannot be meant."""
    values: dict[str, object] = {}
    for key, value in source.table.items():
        if key not in READERS:
            raise source.error(f"unknown key '{key}': {did_you_mean(key, READERS)}", (key,))
        values[key.replace("-", "_")] = READERS[key](source, key, value, codes)
    return Layer(path=source.path, **values)  # type: ignore[arg-type]  # each reader returns what its field holds


# Readers


def _strings(source: Source, key: str, value: object, *path: str) -> list[str]:
    where = (key, *path)
    if not isinstance(value, list):
        raise source.error(f"'{'.'.join(where)}' must be a list of strings, not {_kind(value)}", where)
    for item in value:
        if not isinstance(item, str):
            raise source.error(f"'{'.'.join(where)}' must hold strings only, not {_kind(item)}", where)
    return value


def _string(source: Source, key: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise source.error(f"'{key}' must be a string, not {_kind(value)}", (key,))
    return value


def _table(source: Source, key: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise source.error(f"'{key}' must be a table, not {_kind(value)}", (key,))
    return value


def _selectors(source: Source, key: str, value: object, codes: Collection[str], *path: str) -> tuple[str, ...]:
    words = _strings(source, key, value, *path)
    for word in words:
        if not matches(word, codes):
            raise source.error(f"unknown rule code '{word}'{_meant(word, codes)}", (key, *path), word)
    return tuple(words)


def _selectors_by_pattern(
    source: Source, key: str, value: object, codes: Collection[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (absolute(pattern, source.folder), _selectors(source, key, words, codes, pattern))
        for pattern, words in _table(source, key, value).items()
    )


def _severity_by_code(source: Source, key: str, value: object, codes: Collection[str]) -> dict[str, Severity]:
    table = _table(source, key, value)
    for code in table:
        if code not in codes:
            raise source.error(f"unknown rule code '{code}'{_meant(code, codes)}", (key, code))
    return {code: Severity(_choice(SEVERITIES, source, (key, code), word)) for code, word in table.items()}


def _one_severity(source: Source, key: str, value: object, _: Collection[str]) -> Severity:
    return Severity(_choice(SEVERITIES, source, (key,), value))


def _format(source: Source, key: str, value: object, _: Collection[str]) -> str:
    return _choice(OUTPUT_FORMATS, source, (key,), value)


def _choice(known: Sequence[str], source: Source, where: tuple[str, ...], value: object) -> str:
    if not isinstance(value, str):
        raise source.error(f"'{'.'.join(where)}' must be a string, not {_kind(value)}", where)
    if value not in known:
        raise source.error(f"'{'.'.join(where)}' cannot be '{value}': {did_you_mean(value, known)}", where)
    return value


def _patterns(source: Source, key: str, value: object, _: Collection[str]) -> tuple[str, ...]:
    return tuple(anchored(pattern, source.folder) for pattern in _strings(source, key, value))


def _switch(source: Source, key: str, value: object, _: Collection[str]) -> bool:
    if not isinstance(value, bool):
        raise source.error(f"'{key}' must be true or false, not {_kind(value)}", (key,))
    return value


def _path(source: Source, key: str, value: object, _: Collection[str]) -> Path:
    return Path(source.folder, _string(source, key, value))


def _existing(source: Source, key: str, value: object, _: Collection[str]) -> tuple[Path, ...]:
    words = _strings(source, key, value)
    for word in words:
        if not Path(source.folder, word).exists():
            raise source.error(f"'{key}' names '{word}', which does not exist", (key,), word)
    return tuple(Path(source.folder, word).resolve() for word in words)


READERS: Mapping[str, Reader] = {
    "extend": _path,
    "select": _selectors,
    "extend-select": _selectors,
    "ignore": _selectors,
    "per-file-ignores": _selectors_by_pattern,
    "severity": _severity_by_code,
    "exclude": _patterns,
    "extend-exclude": _patterns,
    "force-exclude": _switch,
    "src": _existing,
    "knowledge": _existing,
    "fail-on": _one_severity,
    "output-format": _format,
    "baseline": _path,
    "cache-dir": _path,
}


def _kind(value: object) -> str:
    """What a value is, in TOML's words."""
    match value:
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string" if value else "an empty string"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date"


def _meant(word: str, codes: Collection[str]) -> str:
    close = suggestion(word, ["ALL", *codes])
    return f": did you mean '{close}'?" if close else ": `losslint rules` lists the codes"
