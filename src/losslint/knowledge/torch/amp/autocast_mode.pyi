"""torch.amp.autocast_mode."""

__canonical__ = "torch"

class autocast:
    def __init__(self, device_type: str, dtype: object = None, enabled: bool = True, cache_enabled: bool | None = None) -> None: ...
