"""Suppression: findings and the comments of their files come in; which finding a comment holds back goes out, and which
comments hold back nothing (LL902) or name what is no code (LL903). Floor 5.

A comment holds where the loss call stands, on any of its lines, and at any place of the trail: whoever knows why it is right
may know it at the model. Files are split into tokens only if their bytes may hold such a comment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from losslint.config import suggestion
from losslint.diagnostic import Applicability, Diagnostic, Edit, Fix, Suppression
from losslint.directives import Directive, Kind, Word, directives, without
from losslint.place import Place
from losslint.record import dataclass
from losslint.regular import regular
from losslint.rules.catalogue import Rule
from losslint.source.comments import Comment, comments_in
from losslint.source.file import SourceFile

UNUSED, UNKNOWN = "LL902", "LL903"

_NOQA = regular(rb"(?i:noqa)[^\n]*LL\d")


@dataclass(frozen=True, slots=True)
class Request:
    """One directive in a file. `ends_text`: its comment stands on the last line of its script or cell."""

    comment: Comment
    directive: Directive
    ends_text: bool
    before: str  # what stands before the comment on its line

    def covers(self, place: Place) -> bool:
        """Whether the directive speaks of a place in its own file."""
        if self.directive.kind is Kind.FILE:
            return True
        mine = self.comment.place
        next_too = not (
            self.comment.alone and self.directive.kind is Kind.NOQA
        )  # for other linters that is another line
        first, last = (self.comment.first, self.comment.last) if next_too else (mine.line, mine.line)
        lines = ((first, last), (mine.line, mine.line))
        return place.cell == mine.cell and any(low <= place.end_line and place.line <= high for low, high in lines)

    def place(self, words: Sequence[Word]) -> Place:
        """Where one word stands, or the whole directive."""
        [start, end] = [words[0].start, words[0].end] if len(words) == 1 else [self.directive.start, self.directive.end]
        mine = self.comment.place
        return Place(mine.path, mine.line, mine.column + start, mine.line, mine.column + end, mine.cell)

    def removal(self, words: Sequence[Word]) -> Edit:
        """The edit that takes the words away, and the whole comment where nothing is left of it."""
        mine = self.comment.place
        text = without(self.comment.text, self.directive, words)
        if text:
            return Edit(mine, text)
        if self.comment.alone and not self.ends_text:
            return Edit(Place(mine.path, mine.line, 1, mine.line + 1, 1, mine.cell), "")
        column = len(self.before.rstrip()) + 1
        return Edit(Place(mine.path, mine.line, column, mine.line, mine.end_column, mine.cell), "")


class Suppressions:
    """The comments of a project, read file by file as they are needed, and which of their codes were of use."""

    def __init__(self, file_of: Callable[[str], SourceFile | None]) -> None:
        self._file_of = file_of
        self._requests: dict[str, tuple[Request, ...]] = {}
        self._used: set[tuple[Place, Word]] = set()

    def held(self, finding: Diagnostic) -> Suppression | None:
        """The comment that holds a finding back; that of the loss call before those of the trail."""
        holding = None
        for place in (finding.place, *(step.place for step in finding.trail)):
            for request in self.requests(place.path):
                words = [word for word in request.directive.codes() if word.text == finding.code]
                if words and request.covers(place):
                    self._used.update((request.comment.place, word) for word in words)
                    holding = holding or Suppression("comment", request.directive.reason, request.comment.place)
        return holding

    def requests(self, path: str) -> tuple[Request, ...]:
        """The directives of the file that messages call `path`."""
        if path not in self._requests:
            file = self._file_of(path)
            self._requests[path] = tuple(_requests(file)) if file else ()
        return self._requests[path]

    def unused(self, path: str, is_due: Callable[[str], bool], rule: Rule) -> Iterator[Diagnostic]:
        """LL902: what held back nothing, after `held` was asked about every finding; `is_due` says which codes count."""
        for request in self.requests(path):
            seen = (request.comment.place,)
            idle = [word for word in request.directive.codes() if (*seen, word) not in self._used and is_due(word.text)]
            if idle:
                codes = _listed([word.text for word in idle])
                message = f"{codes} {'reports' if len(idle) == 1 else 'report'} nothing here"
                yield _finding(rule, message, request, idle, f"Remove the suppression of {codes}")

    def unknown(self, path: str, codes: Mapping[str, Rule], rule: Rule) -> Iterator[Diagnostic]:
        """LL903: words that are no code of a rule, and directives without any."""
        for request in self.requests(path):
            words = request.directive.codes()
            for word in words:
                if word.text not in codes:
                    yield _finding(rule, _no_rule(word.text, codes), request, [word], f"Remove {word.text}")
            if not words and request.directive.kind is not Kind.NOQA:
                verb = request.directive.kind
                message = f"'{verb}' names no code and holds nothing back: write {verb}[LL101]"
                yield _finding(rule, message, request, [], "Remove the comment")


def may_ask(data: bytes) -> bool:
    """Whether a file's bytes may hold a comment for losslint; cheap, and yes too often."""
    return b"losslint" in data or ((b"noqa" in data or b"NOQA" in data) and _NOQA.search(data) is not None)


def asks(file: SourceFile) -> bool:
    """The same of a file, worked out once; of a notebook by its cells: the pictures in it are long."""
    if file.asks is None:
        file.asks = may_ask(file.text.encode() if file.is_notebook else file.data)
    return file.asks


def _requests(file: SourceFile) -> Iterator[Request]:
    if not asks(file):
        return
    for cell, text in file.texts():
        lines = text.split("\n")
        for comment in comments_in(text, file.display, cell):
            before = lines[comment.place.line - 1][: comment.place.column - 1]
            for directive in directives(comment.text):
                yield Request(comment, directive, comment.place.line == len(lines), before)


def _finding(rule: Rule, message: str, request: Request, words: Sequence[Word], what: str) -> Diagnostic:
    return Diagnostic(
        rule.code,
        rule.name,
        rule.severity,
        message,
        request.place(words),
        label=rule.words.label["default"],
        help=rule.words.help["default"],
        fix=Fix(what, Applicability.SAFE, (request.removal(words),)),
    )


def _no_rule(word: str, codes: Iterable[str]) -> str:
    close = suggestion(word, codes)
    return f"{word} is no rule of losslint" + (f": did you mean {close}?" if close else "")


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
