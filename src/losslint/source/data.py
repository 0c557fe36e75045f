"""Configuration files: JSON, TOML and the plain part of YAML, as Python values. Floor 2.

What a file says must not depend on what is installed, so YAML is read here: mappings and lists by indentation or in
brackets, scalars, block texts. A file with anything else in it (anchors, tags, several documents) is not read at all.
"""

from __future__ import annotations

import io
import re

from losslint.regular import regular
from losslint.source.file import SourceFile

__all__ = ["SUFFIXES", "UNKNOWN", "DataProblem", "parse", "parse_yaml", "read"]

LARGEST = 1_000_000  # bytes
SUFFIXES = frozenset((".json", ".yaml", ".yml", ".toml"))


class _Unknown:
    """A value that only the run knows, such as `${env:HOME}`."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()


class DataProblem(Exception):  # noqa: N818 - the file is as it is
    """The file is not of the plain kind that is read here."""


def read(file: SourceFile) -> object:
    """The content of a file. Raises `DataProblem` if it cannot be read."""
    if file.status is not None and file.status.size > LARGEST:
        raise DataProblem("too large")
    data = file.data
    if file.problems:
        raise DataProblem(file.problems[0].cause)
    try:
        return parse(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8").read(), file.path.suffix.lower())
    except UnicodeDecodeError as problem:
        raise DataProblem(str(problem)) from None


def parse(text: str, suffix: str) -> object:
    """The content of a text of this kind of file."""
    try:
        if suffix == ".json":
            import json

            return json.loads(text)
        if suffix == ".toml":
            import tomllib

            return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise DataProblem(str(problem)) from None
    if suffix not in SUFFIXES:
        raise DataProblem("not a configuration file")
    return parse_yaml(text)


def parse_yaml(text: str) -> object:
    """The content of a YAML document of the plain kind."""
    reader = _Yaml(text)
    try:
        value = reader.block(reader.indent())
    except RecursionError:
        raise DataProblem("nested too deeply") from None
    if not reader.at_end:
        raise DataProblem("text that belongs to nothing")
    return value


# -- YAML -----------------------------------------------------------------------------------------------------------

KEY = regular(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#&*!|>'"%@`,\[\]{}?-][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)""")
INT = regular(r"[-+]?(0|[1-9][0-9_]*)")
FLOAT = regular(r"[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+][0-9]+)?")
SPECIAL: dict[str, object] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
SPECIAL |= {word: True for w in ("true", "yes", "on") for word in (w, w.title(), w.upper())}
SPECIAL |= {word: False for w in ("false", "no", "off") for word in (w, w.title(), w.upper())}
SPECIAL |= {".inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}


class _Yaml:
    """Reads line by line; `row` is the next line that says anything."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.row = 0
        self.skip()
        if not self.at_end and self.lines[self.row].split("#")[0].rstrip() == "---":
            self.row += 1
            self.skip()

    @property
    def at_end(self) -> bool:
        return self.row >= len(self.lines)

    def skip(self) -> None:
        """Over empty lines and comments."""
        while not self.at_end and (not (line := self.lines[self.row].strip()) or line.startswith("#")):
            self.row += 1

    def indent(self) -> int:
        """How far the next line is indented; -1 at the end."""
        if self.at_end:
            return -1
        line = self.lines[self.row]
        blank = line[: len(line) - len(line.lstrip())]
        if "\t" in blank or line.startswith(("---", "...", "%")):
            raise DataProblem("a tab or a directive")
        return len(blank)

    def block(self, indent: int) -> object:
        """The mapping, list or scalar whose lines are indented so far."""
        if self.at_end:
            return None
        line = self.lines[self.row].strip()
        if line == "-" or line.startswith("- "):
            return self.sequence(indent)
        if KEY.match(line):
            return self.mapping(indent)
        self.row += 1
        return self.value(line, indent)

    def sequence(self, indent: int) -> list[object]:
        found: list[object] = []
        while self.indent() == indent and (line := self.lines[self.row].strip()).startswith("-"):
            if line != "-" and not line.startswith("- "):
                break
            rest = line[1:].strip()
            inner = indent + len(line) - len(line[1:].lstrip())
            if not rest or rest.startswith("#"):
                self.row += 1
                self.skip()
                found.append(self.block(self.indent()) if self.indent() > indent else None)
            elif rest.startswith("- ") or KEY.match(rest):
                self.lines[self.row] = " " * inner + rest  # what follows the dash begins a block of its own
                found.append(self.block(inner))
            else:
                self.row += 1
                found.append(self.value(rest, indent))
            self.skip()
        return found

    def mapping(self, indent: int) -> dict[object, object]:
        found: dict[object, object] = {}
        while self.indent() == indent:
            line = self.lines[self.row].strip()
            match = KEY.match(line)
            if match is None:
                raise DataProblem("a line that is no entry of its mapping")
            rest = line[match.end() :].strip()
            self.row += 1
            key = scalar(match[1])
            if isinstance(key, _Unknown) or key == "<<":
                raise DataProblem("a merged mapping")
            found[key] = self.entry(rest, indent)
            self.skip()
        if self.indent() > indent:
            raise DataProblem("a line that is indented further than its mapping")
        return found

    def entry(self, rest: str, indent: int) -> object:
        """What stands behind `key:`, on its line or below."""
        if rest and not rest.startswith("#"):
            return self.value(rest, indent)
        self.skip()
        below = self.indent()
        is_list = below == indent and re.match(r"-(\s|$)", self.lines[self.row].strip())
        return self.block(below) if below > indent or is_list else None

    def value(self, text: str, indent: int) -> object:
        """A value that begins on this line."""
        if text[0] in "|>":
            return self.text(text, indent)
        if text[0] in "[{":
            text = without_comment(text)
            while text.count("[") + text.count("{") > text.count("]") + text.count("}") and not self.at_end:
                text += " " + without_comment(self.lines[self.row].strip())
                self.row += 1
        result = self.inline(text)
        self.skip()
        if self.indent() > indent:
            raise DataProblem("a text over several lines")
        return result

    def inline(self, text: str) -> object:
        flow = _Flow(without_comment(text))
        value = flow.value("")
        if flow.rest.strip():
            raise DataProblem("more than one value on a line")
        return value

    def text(self, head: str, indent: int) -> str:
        """A block text; how its lines are folded does not matter here."""
        lines = []
        while not self.at_end and (not self.lines[self.row].strip() or self.indent() > indent):
            lines.append(self.lines[self.row].strip())
            self.row += 1
        return ("\n" if head[0] == "|" else " ").join(lines).strip()


class _Flow:
    """Values on one line: `[a, b]`, `{k: v}`, scalars."""

    def __init__(self, text: str) -> None:
        self.rest = text

    def value(self, ends: str) -> object:
        self.rest = self.rest.lstrip()
        head = self.rest[:1]
        if head == "[":
            return self.items()
        if head == "{":
            return dict(self.pairs())
        if head and head in "\"'":
            return self.quoted(head)
        if (head and head in "&*!%@`") or self.rest.startswith(("- ", "? ")):
            raise DataProblem("an anchor, an alias, a tag, or a list within a line")
        end = next((i for i, c in enumerate(self.rest) if c in ends), len(self.rest))
        plain, self.rest = self.rest[:end], self.rest[end:]
        if not ends and re.search(r":(\s|$)", plain):
            raise DataProblem("a mapping within a line")
        return scalar(plain.strip())

    def items(self) -> list[object]:
        found: list[object] = []
        self.rest = self.rest[1:].lstrip()
        while not self.rest.startswith("]"):
            found.append(self.value(",]"))
            self.comma("]")
        self.rest = self.rest[1:]
        return found

    def pairs(self) -> list[tuple[object, object]]:
        found: list[tuple[object, object]] = []
        self.rest = self.rest[1:].lstrip()
        while not self.rest.startswith("}"):
            key = self.value(":,}")
            self.rest = self.rest.lstrip()
            if not self.rest.startswith(":"):
                raise DataProblem("a key without a value")
            self.rest = self.rest[1:]
            found.append((key, self.value(",}")))
            self.comma("}")
        self.rest = self.rest[1:]
        return found

    def comma(self, end: str) -> None:
        self.rest = self.rest.lstrip()
        if self.rest.startswith(","):
            self.rest = self.rest[1:].lstrip()
        elif not self.rest.startswith(end):
            raise DataProblem("brackets that do not close")

    def quoted(self, mark: str) -> str:
        pattern = r'"(?:[^"\\]|\\.)*"' if mark == '"' else r"'(?:[^']|'')*'"
        match = re.match(pattern, self.rest)
        if match is None:
            raise DataProblem("a text over several lines")
        self.rest = self.rest[match.end() :]
        return unquoted(match[0])


def without_comment(text: str) -> str:
    """The text up to a comment; a `#` in quotes is none."""
    quote = ""
    for i, c in enumerate(text):
        if quote:
            quote = "" if c == quote and text[i - 1] != "\\" else quote
        elif c in "\"'" and (i == 0 or text[i - 1] in " [{,:"):
            quote = c
        elif c == "#" and (i == 0 or text[i - 1].isspace()):
            return text[:i].rstrip()
    return text


def unquoted(text: str) -> str:
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    try:
        import json

        return str(json.loads(text))
    except ValueError:
        raise DataProblem("an escape that is not known") from None


def scalar(text: str) -> object:
    """A plain or quoted scalar."""
    if text and text[0] in "\"'":
        return unquoted(text)
    if "${" in text:
        return UNKNOWN
    if text in SPECIAL:
        return SPECIAL[text]
    if INT.fullmatch(text):
        return int(text.replace("_", ""))
    if FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    return text
