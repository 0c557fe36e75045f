"""What a comment asks of losslint: the text of a comment comes in, directives go out. Floor 1, pure text.

    # losslint: ignore[LL101] reason          these findings, at this place
    # losslint: ignore-file[LL101] reason     these findings, in this file
    # noqa: LL101                             as `ignore`; codes of other linters are theirs

Several may stand in one comment, each behind a `#` of its own. A directive without codes asks for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum

from losslint.record import dataclass
from losslint.regular import regular


class Kind(StrEnum):
    """How a directive is spelled."""

    IGNORE = "ignore"
    FILE = "ignore-file"
    NOQA = "noqa"


@dataclass(frozen=True, slots=True)
class Word:
    """One code as it was written, and where in the comment."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directive:
    """`words` are the codes, those of other linters included; `start` to `end` is the directive with its reason."""

    kind: Kind
    words: tuple[Word, ...]
    reason: str
    start: int
    end: int

    def codes(self) -> tuple[Word, ...]:
        """The codes that are meant for losslint."""
        return tuple(word for word in self.words if self.kind is not Kind.NOQA or _OURS.fullmatch(word.text))


_DIRECTIVE = regular(
    r"#\s*(?:losslint\s*:\s*(?P<verb>ignore-file|ignore)(?![\w-])\s*(?:\[(?P<list>[^\[\]#]*)\])?"
    r"|(?i:noqa)\s*:\s*(?P<codes>[A-Za-z]+[0-9]+(?![\w-])(?:[\s,]+[A-Za-z]+[0-9]+(?![\w-]))*))"
)
_NEXT = regular(r"\s*#(?=\s|[a-zA-Z-]+:|$)")
_WORD = regular(r"[^\s,]+")
_OURS = regular(r"LL[0-9]+")


def directives(comment: str) -> Iterator[Directive]:
    """The directives of a comment, which begins with `#`."""
    for match in _DIRECTIVE.finditer(comment):
        following = _NEXT.search(comment, match.end())
        end = following.start() if following else len(comment.rstrip())
        group = "list" if match["verb"] else "codes"
        words = tuple(_words(match[group] or "", max(match.start(group), 0)))
        reason = comment[match.end() : end].strip(" \t:-–—")
        kind = Kind(match["verb"]) if match["verb"] else Kind.NOQA
        yield Directive(kind, words, reason, match.start(), max(end, match.end()))


def _words(text: str, offset: int) -> Iterator[Word]:
    return (Word(found[0], found.start() + offset, found.end() + offset) for found in _WORD.finditer(text))


def without(comment: str, directive: Directive, words: Collection[Word]) -> str:
    """The comment without these words; without the directive if none is left, and "" if nothing is left at all."""
    kept = [word.text for word in directive.words if word not in words]
    if kept:
        first, last = directive.words[0].start, directive.words[-1].end
        return comment[:first] + ", ".join(kept) + comment[last:]
    parts = (comment[: directive.start].rstrip(), comment[directive.end :].strip())
    return "  ".join(part for part in parts if part)


def with_codes(comment: str, directive: Directive, codes: Collection[str]) -> str:
    """The comment with further codes in a directive that has some."""
    listed = sorted({word.text for word in directive.words} | set(codes))
    return comment[: directive.words[0].start] + ", ".join(listed) + comment[directive.words[-1].end :]
