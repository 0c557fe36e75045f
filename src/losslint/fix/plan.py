"""Which fixes a finding may have: a diagnostic comes in, candidates go out, the one to be tried first at the front. Floor 5.

A candidate is only a proposal: whoever asks applies it to the texts and has them analysed again (`losslint.mend`), and
keeps it if the finding is gone and nothing new is said. So the tables here say what mends, not when it is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from losslint.diagnostic import Applicability, Diagnostic, Edit, Fix, Report
from losslint.fix import activations, readers
from losslint.fix.activations import Activation
from losslint.fix.inline import Reader, sole_reader
from losslint.fix.logs import as_one
from losslint.fix.partners import PARTNERS, swapped, with_log
from losslint.fix.tree import Texts, dotted
from losslint.record import dataclass

if TYPE_CHECKING:
    from losslint.analysis.origins import Origins

STRIPPED = {
    "LL101": ("softmax",),
    "LL102": ("sigmoid",),
    "LL105": ("softmax",),
    "LL106": ("sigmoid",),
    "LL107": ("tanh", "bounded", "log-softmax", "log-sigmoid"),
    "LL108": ("log-softmax",),
    "LL115": ("sigmoid", "softmax", "tanh"),
}
"""What is taken out from in front of the loss, by code."""

REPEATED = ("LL101", "LL102", "LL108")
"""Where the loss applies the very activation itself: without it the program says what was meant."""

LOGGED = ("LL104",)
"""Where a logarithm is missing."""

FIXABLE = frozenset((*STRIPPED, *LOGGED, "LL103", "LL110", "LL301", "LL302"))


@dataclass(frozen=True, slots=True)
class Planner:
    """What planning needs: the texts, the analysis to ask about a file, and everything that was found."""

    texts: Texts
    origins: Callable[[str], Origins]
    report: Report

    def candidates(self, diagnostic: Diagnostic) -> Iterator[Fix]:
        """The fixes that may mend a finding, best first."""
        if diagnostic.fix is not None:
            yield diagnostic.fix
        elif diagnostic.code in FIXABLE:
            yield from self._candidates(diagnostic)

    def _candidates(self, diagnostic: Diagnostic) -> Iterator[Fix]:
        seen = activations.found(diagnostic, self.texts, self.origins(diagnostic.place.path))
        if diagnostic.code in ("LL301", "LL302"):
            yield from as_one(diagnostic, seen, self.texts)
            return
        kinds = STRIPPED.get(diagnostic.code, ())
        last = seen[-1] if seen and seen[-1].kind in kinds else None
        if last is not None and (reader := sole_reader(diagnostic, last, self.texts)):
            yield from self._inline(diagnostic, last, reader)
        if diagnostic.code in PARTNERS:
            yield from swapped(diagnostic, self.texts)
        if diagnostic.code in LOGGED and seen and seen[-1].kind == "softmax":
            yield from with_log(diagnostic, seen[-1], self.texts)
        if diagnostic.code == "LL105" and "logits" not in (diagnostic.pair.loss.lower() if diagnostic.pair else ""):
            return
        if diagnostic.code == "LL110" and len(seen) > 1:
            last = seen[-2]
        if last is not None:
            yield from self._stripped(diagnostic, last)
            if len(seen) > 1 and seen[-2].kind in kinds:
                yield from self._stripped(diagnostic, seen[-2], last)

    def _inline(self, diagnostic: Diagnostic, activation: Activation, reader: Reader) -> Iterator[Fix]:
        safe = diagnostic.code in REPEATED and self._everywhere(diagnostic) and _over_classes(activation)
        yield Fix(
            f"Remove {_name(activation)} in front of {_loss(diagnostic)}",
            Applicability.SAFE if safe else Applicability.UNSAFE,
            (reader.edit,),
        )

    def _stripped(self, diagnostic: Diagnostic, *many: Activation) -> Iterator[Fix]:
        edits: list[Edit] = []
        for activation in many:
            more = activations.taken_out(activation, self.texts)
            if more is None:
                return
            edits += more
        also = readers.told(many[-1], self._mended(diagnostic), self.origins(diagnostic.place.path))
        if also is None:
            return
        names = " and ".join(dict.fromkeys(_name(activation) for activation in many))
        yield Fix(f"Remove {names} before {_loss(diagnostic)}{also}", Applicability.UNSAFE, tuple(edits))

    def _everywhere(self, diagnostic: Diagnostic) -> bool:
        """Is the loss the same, and does the finding hold, however its call is reached?"""
        rows = [row for row in self.report.pairs if row.place == diagnostic.place]
        always = diagnostic.condition is None and all(diagnostic.code in row.codes for row in rows)
        return always and self.origins(diagnostic.place.path).applied(diagnostic.place) is not None

    def _mended(self, diagnostic: Diagnostic) -> list[Diagnostic]:
        """The findings that the same change speaks of: they share the code."""
        return [other for other in self.report.diagnostics if other.code == diagnostic.code]


def _over_classes(activation: Activation) -> bool:
    """Is the dimension, where one is given, that of the classes? Else the loss does not repeat it."""
    import libcst as cst

    given = [arg for arg in activation.call.args if arg.value is not activation.operand]
    return all(
        activation.text.source(arg.value) in ("1", "-1", "None") or (arg.keyword and arg.keyword.value != "dim")
        for arg in given
        if not isinstance(arg.value, cst.Tuple)
    )


def _name(activation: Activation) -> str:
    spelled = dotted(activation.call.func)
    return f"`{spelled if spelled and not activation.applied.inside else activation.applied.name.rpartition('.')[2]}`"


def _loss(diagnostic: Diagnostic) -> str:
    return f"`{diagnostic.pair.loss.rpartition('.')[2]}`" if diagnostic.pair else "the loss"
