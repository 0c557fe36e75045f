"""Bytes to text to tree, for any bytes at all: what goes wrong comes out as `UnparsableError` with a place and a cause.

Floor 2, used by `file` and `notebook`; whoever edits a file asks for its encoding.
"""

from __future__ import annotations

import ast
import gc
import io
import re
import sys
import tokenize
import warnings
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import contextmanager

from losslint.regular import regular

TEXT_CEILING = 4 * 1024 * 1024
"""Characters of Python text above which a file is taken for generated and left alone."""

DEPTH_CEILING = 3000
"""Interpreter frames left to the parser, whatever the limit in force: no tree is nested so deep that freeing it, or
walking it with care, exhausts the stack."""

_COOKIE = regular(rb"coding[:=]")
_PYTHON_2_MESSAGES = (
    ("Missing parentheses in call to 'print'", "print statement"),
    ("Missing parentheses in call to 'exec'", "exec statement"),
    ("multiple exception types must be parenthesized", "except X, e"),
    ("parameters cannot be parenthesized", "tuple parameter"),
    ("leading zeros in decimal integer literals", "octal literal without 0o"),
)
_PYTHON_3_12 = regular(r"^\s*(?:type\s+\w+|(?:async\s+)?def\s+\w+\s*\[|class\s+\w+\s*\[)")
_PYTHON_2_LINES = (
    (regular(r"^\s*print\s+[\"'\w]|^\s*print\s*>>"), "print statement"),
    (regular(r"^\s*exec\s+[\"'\w]"), "exec statement"),
    (regular(r"^\s*except\s+[\w.]+\s*,\s*\w+\s*:"), "except X, e"),
    (regular(r"\braise\s+[\w.]+\s*,"), "raise X, message"),
    (regular(r"<>"), "the operator <>"),
    (regular(r"`[^`]+`"), "backquotes"),
    (regular(r"\b(?:0[xX][0-9a-fA-F]+|[0-9]+)[lL]\b"), "long literal"),
    (regular(r"\b[uU][rR][\"']"), "ur string"),
)


class UnparsableError(Exception):
    """Text that is no Python. `line` and `column` are 1-based and count in characters of the text that was given."""

    def __init__(self, cause: str, line: int = 1, column: int = 1) -> None:
        super().__init__(cause)
        self.cause = cause
        self.line = line
        self.column = column


def decoded(data: bytes) -> str:
    """The text of a Python file, lines ended by a newline alone; byte order mark and PEP 263 cookie are honoured.

    Raises `UnparsableError`.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise UnparsableError("the file is UTF-16: Python reads UTF-8 or the encoding that the file declares")
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding) if encoding.startswith("utf-8") else _decoded_as(encoding, data)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error, encoding) from None
    except Exception as error:  # noqa: BLE001 - a codec may raise anything: "undefined", "idna", "punycode" do
        raise UnparsableError(f"the declared encoding {encoding!r} cannot read the file: {error}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _decoded_as(encoding: str, data: bytes) -> str:
    with warnings.catch_warnings():  # unicode_escape complains of what it reads
        warnings.simplefilter("ignore")
        return data.decode(encoding)


def encoding_of(data: bytes) -> str:
    """The encoding of a Python file, as its mark or its cookie says. Raises `UnparsableError` for one that is none."""
    has_mark = data.startswith(BOM_UTF8)
    if not _COOKIE.search(b"\n".join(data[:4096].splitlines()[:2])):
        return "utf-8-sig" if has_mark else "utf-8"
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        if "unknown encoding" in str(error) or "encoding problem" in str(error):
            raise UnparsableError(f"the file declares an encoding that does not exist: {error.msg}") from None
        return "utf-8-sig" if has_mark else "utf-8"  # not UTF-8 in its first lines: decoding will say where


def _undecodable(data: bytes, error: UnicodeDecodeError, encoding: str) -> UnparsableError:
    offset = error.start + (len(BOM_UTF8) if encoding == "utf-8-sig" else 0)
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = before.rfind(b"\n") + 1
    name = "UTF-8" if encoding.startswith("utf-8") else encoding
    declared = "no other encoding is declared" if name == "UTF-8" else "which is what it declares"
    cause = f"not {name} ({declared}): byte 0x{data[offset]:02x} at offset {offset}"
    column = len(before[start:].decode(encoding, "replace")) + 1
    return UnparsableError(cause, before.count(b"\n") + 1, column)


def parsed(text: str) -> ast.Module:
    """The tree of `text`. Raises `UnparsableError`, whatever the parser raises."""
    _check(text)
    try:
        with _quiet():
            return ast.parse(text)
    except SyntaxError as error:
        raise _explained(error, text) from None
    except (RecursionError, MemoryError):
        raise UnparsableError("nested too deeply to be parsed") from None
    except (ValueError, OverflowError) as error:
        raise UnparsableError(f"cannot be parsed: {error}") from None


def _check(text: str) -> None:
    if len(text) > TEXT_CEILING:
        size, ceiling = len(text) / 1e6, TEXT_CEILING / 1e6
        raise UnparsableError(
            f"{size:.1f} MB of Python text, taken for generated: over {ceiling:.1f} MB is not analysed"
        )
    offset = text.find("\0")
    if offset >= 0:
        start = text.rfind("\n", 0, offset) + 1
        raise UnparsableError("contains null bytes", text.count("\n", 0, offset) + 1, offset - start + 1)


@contextmanager
def _quiet() -> Iterator[None]:
    """No cyclic collection while a tree grows (it finds nothing and takes time), no warnings, a bound on the depth."""
    collecting, limit = gc.isenabled(), sys.getrecursionlimit()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sys.setrecursionlimit(_depth() + DEPTH_CEILING)
            yield
    finally:
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()


def _depth() -> int:
    """How many frames stand on the stack: the file may be asked for from deep inside the analysis."""
    depth, frame = 0, sys._getframe()  # noqa: SLF001 - documented, and the only way to ask
    while outer := frame.f_back:
        depth, frame = depth + 1, outer
    return depth


def _explained(error: SyntaxError, text: str) -> UnparsableError:
    lines = text.split("\n")
    line = min(max(error.lineno or 1, 1), len(lines))
    column = max(error.offset or 1, 1)
    message = error.msg or "invalid syntax"
    return UnparsableError(_cause(message, lines[line - 1]), line, min(column, len(lines[line - 1]) + 1))


def _cause(message: str, line: str) -> str:
    for start, what in _PYTHON_2_MESSAGES:
        if start in message:
            return f"this looks like Python 2: {what}"
    for pattern, what in _PYTHON_2_LINES:
        if pattern.search(line):
            return f"this looks like Python 2: {what}"
    if line.startswith(("<<<<<<< ", "=======", ">>>>>>> ")):
        return "a merge conflict was left in the file"
    if re.search(r"\basync\s*=", line):
        return "syntax error: async is a keyword since Python 3.7"
    if sys.version_info < (3, 12) and (message.startswith("f-string") or _PYTHON_3_12.match(line)):
        return f"syntax error: {message} (valid from Python 3.12 on? Then run losslint on it)"
    return f"syntax error: {message}"
