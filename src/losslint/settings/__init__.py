"""Settings: configuration files and the command line come in, one `Config` goes out. Floor 2.

`load` is the way in. A file becomes a `Layer` (what it says and nothing more); layers lie on one another, the file below
what extends it, both below the command line; `Config` is what is seen from above.
"""

from losslint.settings.load import load
from losslint.settings.problem import SettingsError

__all__ = ["SettingsError", "load"]
