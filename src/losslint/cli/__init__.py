"""The command line: words in, text and an exit code out. Floor 7; one module for each command.

A new command is a module with a click command, named in the list of `group`; a new group of options stands in `options`. The
module is imported when its command is run or shown, and only click before that, so that `--version` answers at once:
everything else inside functions.
"""

from __future__ import annotations

from losslint.cli.group import entry, main

__all__ = ["entry", "main"]
