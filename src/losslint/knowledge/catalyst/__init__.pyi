"""catalyst: runners that train, and losses."""

from catalyst import contrib, dl, runners
