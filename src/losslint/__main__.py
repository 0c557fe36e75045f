"""`python -m losslint`."""

from __future__ import annotations

from losslint.cli import entry

if __name__ == "__main__":
    entry()
