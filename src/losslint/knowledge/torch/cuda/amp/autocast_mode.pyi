"""torch.cuda.amp.autocast_mode."""

__canonical__ = "torch.cuda.amp"

class autocast:
    def __init__(self, enabled: bool = True, dtype: object = None, cache_enabled: bool = True) -> None: ...
