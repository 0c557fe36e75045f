"""What is told of a framework's function that made a form: the words that both front ends put beside its line. Floor 2."""

from __future__ import annotations

from math import inf

from losslint.forms import FormName

GIVEN = {FormName.CLASS_INDEX: "class indices", FormName.ONE_HOT: "one-hot vectors", FormName.HARD: "hard values"}


def short(name: str) -> str:
    return name.removesuffix(".forward").rpartition(".")[2]


def applied(form_name: FormName, name: str) -> str:
    if form_name in (FormName.LOGITS, FormName.REAL):
        return f"{short(name)} gives {'raw scores' if form_name is FormName.LOGITS else 'unbounded values'} here"
    called = short(name)
    if form_name in GIVEN:
        return f"{called} gives {GIVEN[form_name]} here"
    same = called.lower().replace("_", "") == form_name.replace("-", "")
    return f"{called} is applied here" if same else f"{called} is applied here ({form_name})"


def bounded(low: float, high: float, name: str) -> str:
    """Of what keeps numbers within bounds and is no activation: a cosine, a norm."""
    return f"{short(name)} gives values {f'in [{low:g}, {high:g}]' if high < inf else f'of at least {low:g}'} here"
