"""A rule's curves as a picture: loss and gradient over the score, and three predictions side by side. Floor 5.

In: a rule and the `Drawing` of its code. Out: the bytes of an SVG or PNG. matplotlib (the extra `plot`) is imported here, when
a picture is asked for, and nowhere else; the same picture has the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from losslint.plots.curves import Curve, Drawing

if TYPE_CHECKING:
    from losslint.rules.catalogue import Rule

FORMATS = ("svg", "png")
POINTS = 400
WRONG, RIGHT = "#c1272d", "#0a5c99"
PREDICTIONS = ("confident\nand wrong", "hesitant", "right")
SETTINGS: dict[Any, Any] = {"svg.hashsalt": "losslint", "svg.fonttype": "none", "font.size": 9.0}


class NoMatplotlibError(Exception):
    """The extra is not installed; the message is for the user."""


def picture(rule: Rule, what: Drawing, kind: str) -> bytes:
    """The picture in one of FORMATS. Raises NoMatplotlibError."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise NoMatplotlibError('a picture needs matplotlib: python -m pip install "ml-losslint[plot]"') from error
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(9.0, 6.0), layout="constrained")
        figure.suptitle(f"{rule.code} {rule.name}")
        axes = figure.subplots(2, 2)
        over_score(axes[0][0], what, "loss (nats)", [what.wrong.loss, what.right.loss])
        over_score(axes[0][1], what, "gradient with respect to the score", [what.wrong.gradient, what.right.gradient])
        three(axes[1][0], what, "loss (nats)", [curve.loss for curve in (what.wrong, what.right)])
        three(axes[1][1], what, "error signal, |gradient|", [curve.gradient for curve in (what.wrong, what.right)])
        axes[0][0].legend(fontsize="small", frameon=False)
        out = BytesIO()
        figure.savefig(out, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else None)
    return out.getvalue()


def over_score(axes: Any, what: Drawing, title: str, functions: Sequence[Any]) -> None:
    """The two curves; one that is no number any more ends there, and a cross marks the end."""
    scores = [what.low + (what.high - what.low) * index / POINTS for index in range(POINTS + 1)]
    for function, curve, colour in zip(functions, (what.wrong, what.right), (WRONG, RIGHT), strict=True):
        values = [function(score) for score in scores]
        shown = [value if math.isfinite(value) else math.nan for value in values]
        axes.plot(scores, shown, color=colour, label=curve.label)
        for index in ends(shown):
            axes.plot(scores[index], shown[index], marker="x", color=colour)
    axes.axhline(0.0, color="#999999", linewidth=0.5)
    axes.set_title(title)
    axes.set_xlabel(what.label)


def ends(values: Sequence[float]) -> list[int]:
    """Where numbers stop."""
    lost = [math.isnan(value) for value in values]
    return [
        index
        for index in range(len(values))
        if not lost[index] and (lost[max(index - 1, 0)] or lost[min(index + 1, len(values) - 1)])
    ]


def three(axes: Any, what: Drawing, title: str, functions: Sequence[Any]) -> None:
    """A confident wrong, a hesitant and a right prediction: a bar for each pair, the number above it."""
    for offset, function, colour in ((-0.2, functions[0], WRONG), (0.2, functions[1], RIGHT)):
        values = [abs(function(score)) for score in what.sides]
        heights = [value if math.isfinite(value) else 0.0 for value in values]
        bars = axes.bar([index + offset for index in range(len(values))], heights, width=0.36, color=colour)
        axes.bar_label(bars, [f"{value:.3g}" for value in values], fontsize="small")
    names = [f"{name}\n({score:g})" for name, score in zip(PREDICTIONS, what.sides, strict=True)]
    axes.set_xticks(range(len(names)), names)
    axes.margins(y=0.15)
    axes.set_title(title)


__all__ = ["FORMATS", "Curve", "NoMatplotlibError", "picture"]
