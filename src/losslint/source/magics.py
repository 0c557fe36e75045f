"""IPython's own syntax in a code cell, blanked in place: cell text comes in, Python with the same lines goes out.

Floor 2, used by `notebook` alone. Every line keeps its number and what stays Python keeps its column: a magic becomes
an empty line, or `pass` where it is indented (an `if` may need a body); what it would have assigned becomes a call of
`get_ipython()`, of which nothing is known; a script of the project that is run hands on its names.
"""

from __future__ import annotations

import keyword
import re

from losslint.regular import regular

_PYTHON_CELL_MAGICS = frozenset(("capture", "debug", "memit", "mprun", "prun", "scalene", "snakeviz", "time", "timeit"))
_FOREIGN_LINE = regular(r"%(?:md|sh|fs|scala|r)\b")  # with one percent sign, yet for the whole cell: Databricks
_BARE = (
    r"(?:pip3?|conda|mamba|cd|ls|mkdir|rm|cp|mv|cat|matplotlib|load_ext)[ \t]+"
    r"(?!(?:in|is|and|or|if|not|for)\b)(?:\w|-\w|\.{1,2}(?=[/\s]|$)|[~/](?![ \t=]))"
)
_AUTOMAGIC = regular(_BARE)
# Each begins with a character that a search can skip to: most cells hold no magic.
_MAY_BEGIN = regular(rf"\n[ \t]*(?:[%!?,;/]|{_BARE})")
_MAY_ASSIGN = regular(r"=[ \t]*[%!]")
_MAY_ASK = regular(r"\?[ \t]*;?[ \t]*(?:#.*)?$", re.MULTILINE)
_ASSIGNED = regular(r"([\w.,*\[\] \t]+?=[ \t]*)(?:!|%[A-Za-z_])")
_HELP = regular(r"[^#\"']*\?[ \t]*;?[ \t]*(?:#.*)?$")
_TIME = regular(r"%time[ \t](?![ \t]*-)")
_RUN = regular(
    r"%run[ \t]+(?:-(?!m\b)\w+[ \t]+)*(?:\./)*(?P<up>(?:\.\./)*)(?P<path>[\w/]+?)(?:\.py)?(?:\s.*)?$",
    re.DOTALL,
)
_PROMPTED = regular(r"(?:[^\n]*\n)?>>>(?: |$)", re.MULTILINE)
_PROMPT = regular(r"(?:>>>|\.\.\.)(?: |$)")
_TOKEN = regular(
    r"(?P<quote>'''|\"\"\"|['\"])|(?P<comment>#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])"
    r"|(?P<joined>\\\n)|(?P<end>\n)"
)


def without_magics(source: str) -> str:
    """`source` as Python, line for line. A cell in another language (`%%bash`) comes out empty."""
    source, foreign = _without_cell_magics(_without_prompts(source))
    if foreign:
        return "\n" * source.count("\n")
    may_hold = _MAY_BEGIN.search("\n" + source) or _MAY_ASSIGN.search(source) or _MAY_ASK.search(source)
    return _without_line_magics(source) if may_hold else source


def _without_prompts(source: str) -> str:
    """`>>> x` of a documentation's example: IPython takes the prompts off a cell whose first or second line has one. What stands
    without one is what the example printed."""
    if ">>>" not in source or not _PROMPTED.match(source):
        return source
    lines = source.split("\n")
    return "\n".join(
        _PROMPT.sub(lambda m: " " * len(m[0]), line, count=1) if _PROMPT.match(line) else "" for line in lines
    )


def _without_cell_magics(source: str) -> tuple[str, bool]:
    """The source with `%%time` and its kind blanked, and whether the cell is in another language."""
    if "%" not in source:
        return source, False
    lines = source.split("\n")
    for number, line in enumerate(lines):
        stripped = line.strip()
        if _FOREIGN_LINE.match(stripped):
            return source, True
        if stripped.startswith("%%"):
            name = re.match(r"%%(\w*)", stripped)
            if name is None or name[1] not in _PYTHON_CELL_MAGICS:
                return source, True
            lines[number] = ""
        elif stripped and not stripped.startswith("#"):
            break
    return "\n".join(lines), False


def _without_line_magics(source: str) -> str:
    """Every statement that begins as a magic is replaced; strings, brackets and continued lines are left alone."""
    parts: list[str] = []
    at = 0
    while at < len(source):
        end = _magic_end(source, at)
        replacement = _replacement(source[at:end])
        if replacement is None:
            end = _statement_end(source, at)
            replacement = _helpless(source[at:end])
        parts.append(replacement)
        at = end
    return "".join(parts)


def _magic_end(source: str, at: int) -> int:
    """The end of the line at `at`, lines joined by a backslash taken together, newline included."""
    while True:
        newline = source.find("\n", at)
        if newline < 0:
            return len(source)
        if source[max(newline - 1, 0)] != "\\":
            return newline + 1
        at = newline + 1


def _replacement(line: str) -> str | None:
    """What stands for a line that begins as a magic or assigns one; None for any other line."""
    stripped = line.lstrip(" \t")
    indent = line[: len(line) - len(stripped)]
    newlines = "\n" * line.count("\n")
    if _TIME.match(stripped):
        # five characters for five: the timed statement keeps its column
        return f"{indent}pass;{line[len(indent) + 5 :]}"
    if (run := _RUN.match(stripped)) and (script := _script_run(run)):
        return indent + script + newlines
    if stripped.startswith(("%", "!", "?", ",", ";", "/")) or _AUTOMAGIC.match(stripped):
        return (f"{indent}pass" if indent else "") + newlines
    if assigned := _ASSIGNED.match(stripped):
        return f"{indent}{assigned[1]}get_ipython()" + newlines
    return None


def _script_run(run: re.Match[str]) -> str | None:
    """`%run steps/data.py` leaves all names of the script in the notebook, as `from steps.data import *` does."""
    parts = run["path"].split("/")
    if not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts):
        return None
    above = len(run["up"]) // len("../")
    return f"from {'.' * (above + 1) if above else ''}{'.'.join(parts)} import *"


def _helpless(statement: str) -> str:
    """A statement of one line that asks for help (`model?`, `nn.Linear??`) is replaced, any other is given back."""
    if "?" not in statement or not _HELP.match(statement.rstrip("\n")):
        return statement
    indent = statement[: len(statement) - len(statement.lstrip(" \t"))]
    return (f"{indent}pass" if indent else "") + "\n" * statement.count("\n")


def _statement_end(source: str, at: int) -> int:
    """The end of the logical line at `at`, newline included."""
    depth = 0
    while match := _TOKEN.search(source, at):
        at = match.end()
        match match.lastgroup:
            case "quote":
                at = _string_end(source, at, match[0])
            case "open":
                depth += 1
            case "close":
                depth = max(depth - 1, 0)
            case "end" if depth == 0:
                return at
            case _:
                pass
    return len(source)


def _string_end(source: str, at: int, quote: str) -> int:
    """Where the string that opened with `quote` before `at` is over; one quote ends with its line at the latest."""
    stop = r"\\.|" + quote if len(quote) == 3 else r"\\.|\n|" + quote
    for match in re.compile(stop, re.DOTALL).finditer(source, at):
        if match[0] == "\n":
            return match.start()
        if match[0] == quote:
            return match.end()
    return len(source)
