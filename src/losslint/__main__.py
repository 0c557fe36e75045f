"""`python -m losslint`, and the console script."""

from __future__ import annotations

import gc


def entry() -> None:
    # A run's data holds few cycles and lives to the end, as do the modules; `losslint run` turns it on for the program.
    gc.disable()
    from losslint.cli import entry as command_line

    command_line()


if __name__ == "__main__":
    entry()
