"""losslint: does the loss speak the language of the output it grades? A static analyser for training code."""

from __future__ import annotations

__version__ = "0.1.0"
