"""catalyst.contrib."""

from catalyst.contrib import losses
