"""A regular expression that is compiled when it is first used. Floor 0.

To compile one takes Python as long as to load a module of ours, and a run needs few of those that stand at the heads of modules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, AnyStr

if TYPE_CHECKING:

    def regular(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
        """As `re.compile`."""

else:

    class regular:  # noqa: N801 - called like the function that it stands for
        """As `re.compile`: what is asked of the compiled pattern is kept here, so that it is asked for once."""

        def __init__(self, text: AnyStr, flags: int = 0) -> None:
            self.pattern = text
            self.flags = flags

        def __getattr__(self, name: str) -> Any:
            found = getattr(re.compile(self.pattern, self.flags), name)
            setattr(self, name, found)
            return found
