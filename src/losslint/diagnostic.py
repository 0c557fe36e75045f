"""Diagnostics: what losslint says. Floor 1, pure data; renderers only draw it."""

from __future__ import annotations

from enum import StrEnum

from losslint.place import Place, Trail
from losslint.record import dataclass, field


class Severity(StrEnum):
    """error: training cannot do what the code says. warning: the signal is weakened. advice: a better pairing exists."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    def is_at_least(self, other: Severity) -> bool:
        """Whether this is as severe as `other`, or more."""
        order = list(Severity)
        return order.index(self) <= order.index(other)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two sides: canonical loss name, output form, target form."""

    loss: str
    output: str
    target: str


class Applicability(StrEnum):
    """safe: the program means the same or is only put right. unsafe: its meaning changes elsewhere too (inference)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` where `place` stands; a place whose end is its start is an insertion."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What would mend a finding: all of `edits` or none, over several files where need be. `message` is an imperative."""

    message: str
    applicability: Applicability
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding is not reported: a comment at `place`, or an entry of a baseline (`kind`)."""

    kind: str  # "comment" | "baseline"
    reason: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `place` is the loss call for a finding with a `pair`; `label` is the short text under its caret;
    `trail` is the ordered evidence; `condition` names the configuration in which alone it holds; `help` says what to do;
    `fix` does it; `suppression` says why it is not reported.
    """

    code: str
    name: str
    severity: Severity
    message: str
    place: Place
    label: str = ""
    trail: Trail = ()
    condition: str | None = None
    pair: Pair | None = None
    help: str = ""
    fingerprint: str = ""
    fix: Fix | None = None
    suppression: Suppression | None = None
    observed: str | None = None  # "confirmed" | "refuted" by a run (evidence.py)


@dataclass(frozen=True, slots=True)
class Context:
    """One way in which a loss site is reached (`pairs`)."""

    output: str
    condition: str | None
    trail: Trail


@dataclass(frozen=True, slots=True)
class PairRow:
    """One row of the inventory: a loss site, the output form that reaches it, the verdict, and why not known."""

    place: Place
    loss: str
    output: str
    target: str
    verdict: str  # "match" | "mismatch" | "unknown"
    codes: tuple[str, ...] = ()
    output_detail: dict[str, object] = field(default_factory=dict, compare=False)
    contexts: tuple[Context, ...] = ()
    unknown_because: str | None = None
    unknown_at: Place | None = None  # where that fact is missing
    trail: Trail = ()

    @property
    def trails(self) -> tuple[Trail, ...]:
        """All of its evidence, that of its contexts included."""
        return self.trail, *(context.trail for context in self.contexts)


@dataclass(frozen=True, slots=True)
class FileCounts:
    checked: int = 0
    skipped: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run has to say, before selection and drawing; `suppressed` is what comments and a baseline hold back.

    `operations` are the places of the operations that were looked at beside the loss calls. `internal` holds losslint's own failures, one text each: where there is one, the rest of the report is not complete.
    """

    diagnostics: tuple[Diagnostic, ...]
    pairs: tuple[PairRow, ...]
    files: FileCounts
    seconds: float = 0.0
    internal: tuple[str, ...] = ()
    suppressed: tuple[Diagnostic, ...] = ()
    operations: tuple[Place, ...] = ()
