"""What is wrong with a configuration, in words for its author. Floor 2."""

from __future__ import annotations

from collections.abc import Iterable

from losslint.source.project import UsageProblem


class SettingsError(UsageProblem):
    """A configuration says something that cannot be meant; the message names file and line."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The hint behind "unknown …": the nearest known word, else all of them."""
    from difflib import get_close_matches

    names = sorted(known)
    close = get_close_matches(word.lower().replace("_", "-"), names, n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else f"known are {', '.join(names)}"
