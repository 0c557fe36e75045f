"""`--show-settings`: the settings in force, written as a configuration file that would give them. Floor 2."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from losslint.config import Config, Selection


def shown(config: Config, codes: Iterable[str]) -> Iterator[str]:
    """The lines of a losslint.toml; where the settings came from, and which codes they turn on, as comments."""
    yield from (f"# read from {path.as_posix()}" for path in config.files)
    if not config.files:
        yield "# no configuration file"
    on = [code for code in codes if config.selection.selects(code)]
    yield f"# on: {' '.join(on) or 'nothing'}"
    yield from _selection(config.selection)
    yield f"{'extend-exclude' if config.default_exclude else 'exclude'} = {_list(config.exclude)}"
    yield f"force-exclude = {'true' if config.force_exclude else 'false'}"
    yield f"src = {_list(_texts(config.src))}"
    yield f"knowledge = {_list(_texts(config.knowledge))}"
    yield f"fail-on = {_string(config.fail_on)}"
    yield f"output-format = {_string(config.output_format or 'full')}"
    for key, path in (("baseline", config.baseline), ("cache-dir", config.cache_dir)):
        if path is not None:
            yield f"{key} = {_string(path.as_posix())}"
    yield from _table("severity", ((code, _string(severity)) for code, severity in config.severity.items()))
    yield from _table("per-file-ignores", ((pattern, _list(words)) for pattern, words in config.per_file_ignores))


def _selection(selection: Selection) -> Iterator[str]:
    """The selections from above down to the one that begins anew."""
    heard = [selection]
    while heard[-1].select is None and heard[-1].below is not None:
        heard.append(heard[-1].below)
    yield f"select = {_list(heard[-1].select or ())}"
    yield f"extend-select = {_list(word for one in reversed(heard) for word in one.extend_select)}"
    yield f"ignore = {_list(word for one in reversed(heard) for word in one.ignore)}"


def _table(name: str, entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    lines = [f"{_string(key)} = {value}" for key, value in entries]
    if lines:
        yield from ("", f"[{name}]", *lines)


def _texts(paths: Iterable[Path]) -> Iterator[str]:
    return (path.as_posix() for path in paths)


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(_string(word) for word in words)}]"


def _string(text: str) -> str:
    """JSON's strings are TOML's, but for one sign that TOML wants escaped."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
