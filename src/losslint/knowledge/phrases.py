"""What is told of a framework's function that made a form: the words that both front ends put beside its line. Floor 2."""

from __future__ import annotations

from losslint.forms import FormName


def short(name: str) -> str:
    return name.removesuffix(".forward").rpartition(".")[2]


def applied(form_name: FormName, name: str) -> str:
    if form_name in (FormName.LOGITS, FormName.REAL):
        return f"{short(name)} gives {'raw scores' if form_name is FormName.LOGITS else 'unbounded values'} here"
    return (
        f"{short(name)} is applied here ({form_name})" if short(name) != form_name else f"{form_name} is applied here"
    )
