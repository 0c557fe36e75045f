"""The command line: words in, text and an exit code out. Floor 7; one module for each command.

A new command is a module with a click command, added to the list below; a new group of options stands in `options`. Only
click is imported before a command runs, so that `--version` and `--help` answer at once: everything else inside functions.
"""

from __future__ import annotations

from losslint.cli import check, explain, pairs, run, stubgen, trace
from losslint.cli.group import entry, main

__all__ = ["entry", "main"]

for command in (check.check, pairs.pairs, trace.trace, explain.explain, explain.rules, run.run, stubgen.stubgen):
    main.add_command(command)
