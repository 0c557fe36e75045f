"""`Source`: one table of settings and where it came from, a file or `--config KEY=VALUE`. Floor 2."""

from __future__ import annotations

import re
from pathlib import Path

from losslint.record import dataclass
from losslint.settings.lines import KeyPath, line_of
from losslint.settings.problem import SettingsError

PYPROJECT = "pyproject.toml"
OWN_FILES = (".losslint.toml", "losslint.toml")
"""A file of our own goes before pyproject.toml in the same folder, the hidden one first: as with ruff."""

_TABLE = ("tool", "losslint")
_MARK = b"losslint"


@dataclass(frozen=True, slots=True)
class Source:
    """`label` is what messages call it; relative paths in it are relative to `folder`."""

    label: str
    folder: Path
    table: dict[str, object]
    path: Path | None = None
    text: str = ""
    prefix: KeyPath = ()

    def error(self, message: str, key: KeyPath = (), word: str | None = None) -> SettingsError:
        """The error to raise about a key, or about the string `word` in its value."""
        line = line_of(self.text, self.prefix + key, word) if self.text else None
        return SettingsError(f"{self.label}:{line}: {message}" if line else f"{self.label}: {message}")


def nearest(root: Path) -> Path | None:
    """The configuration file for a project: in its root, else in the nearest folder above that has one."""
    for folder in (root, *root.parents):
        for name in OWN_FILES:
            if (folder / name).is_file():
                return folder / name
        if _mentions_us(folder / PYPROJECT, must=folder == root) and read_file(folder / PYPROJECT, folder).table:
            return folder / PYPROJECT
    return None


def _mentions_us(path: Path, *, must: bool) -> bool:
    """A pyproject.toml without our name is not even parsed: what is wrong in it is not our business. The project's own
    (`must`) is one that we cannot do without if it may not be read.
    """
    try:
        return _MARK in path.read_bytes()
    except PermissionError:
        return must
    except OSError:
        return False


def read_file(path: Path, cwd: Path) -> Source:
    """The settings in a file; an empty table where a pyproject.toml has none. Raises `SettingsError`."""
    import tomllib

    label = path.relative_to(cwd).as_posix() if path.is_relative_to(cwd) else path.as_posix()
    try:
        text = path.read_text(encoding="utf-8-sig")
        document: dict[str, object] = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"{label}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{label}: byte 0x{error.object[error.start]:02x} is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_not_toml(label, str(error))) from None
    except RecursionError:
        raise SettingsError(f"{label}: not TOML that can be read: nested too deeply") from None
    if path.name != PYPROJECT:
        return Source(label, path.parent, document, path, text)
    tool = document.get("tool")
    table = tool.get("losslint", {}) if isinstance(tool, dict) else {}
    source = Source(label, path.parent, table if isinstance(table, dict) else {}, path, text, _TABLE)
    if not isinstance(table, dict):
        raise source.error("'tool.losslint' must be a table: write [tool.losslint]")
    return source


def read_inline(text: str, cwd: Path) -> Source:
    """`--config KEY=VALUE`, the value as TOML. Raises `SettingsError`."""
    import tomllib

    label = f"--config '{text}'"
    try:
        return Source(label, cwd, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        cause = re.sub(r" \(at .*\)$", "", str(error))
        raise SettingsError(f'{label}: not TOML: {cause} (a string needs quotes: KEY="VALUE")') from None


def _not_toml(label: str, cause: str) -> str:
    place = re.search(r" \(at line (\d+), column \d+\)$", cause)
    if place is None:
        return f"{label}: not TOML: {cause}"
    return f"{label}:{place[1]}: not TOML: {cause[: place.start()]}"
