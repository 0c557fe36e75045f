"""Literate programs: the code blocks of a Markdown page as small projects. Comes in: a page; goes out: `Program`s.

A fenced `py` block is a program of its own. Blocks with `title="model.py"` under one heading are the files of one
project, and the last of them is its script. `raises="ValueError"` says how the program ends when it is run. A file's
text begins with as many empty lines as stand above the block in the page: a line number means the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

FENCE = re.compile(r"^```(?P<language>\w*) ?(?P<rest>.*)$")
OPTION = re.compile(r'(\w+)="([^"]*)"')
SCRIPT = "program.py"


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: `line` is the page's line of its first line of code, `section` counts the headings above it."""

    section: int
    heading: str
    line: int
    language: str
    options: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Program:
    """The blocks that belong together; the last one is the script."""

    page: Path
    blocks: tuple[Block, ...]

    def __str__(self) -> str:
        return f"{self.page.stem}:{self.blocks[0].line}"

    @property
    def raises(self) -> str | None:
        return self.blocks[-1].options.get("raises")

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)

    def write(self, folder: Path) -> Path:
        """The files of the program, in `folder`; returns the script."""
        for block in self.blocks:
            script = folder / block.options.get("title", SCRIPT)
            script.write_text("\n" * (block.line - 1) + block.text, encoding="utf-8")
        return script


def programs(page: Path, text: str) -> list[Program]:
    """The programs of a page, in order. Raises ValueError where a block is not closed or two files share a name."""
    found = []
    code = (block for block in blocks(text) if block.language == "py")
    for (_, titled), group in groupby(code, key=lambda block: (block.section, "title" in block.options)):
        members = list(group)
        found += [Program(page, tuple(members))] if titled else [Program(page, (block,)) for block in members]
    for program in found:
        names = [block.options.get("title", SCRIPT) for block in program.blocks]
        if len(set(names)) != len(names):
            raise ValueError(f"{program}: two files of one name under one heading")
    return found


def blocks(text: str) -> Iterator[Block]:
    """Every fenced block of a page."""
    section, heading, opened = 0, "", None
    body: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        fence = FENCE.match(line)
        if opened is not None and line == "```":
            first, language, options = opened
            yield Block(section, heading, first, language, options, "".join(f"{code}\n" for code in body))
            opened = None
        elif opened is not None:
            body.append(line)
        elif fence:
            opened, body = (number + 1, fence["language"], dict(OPTION.findall(fence["rest"]))), []
        elif line.startswith("#"):
            section, heading = section + 1, line.lstrip("# ")
    if opened is not None:
        raise ValueError(f"the block at line {opened[0]} is not closed")
