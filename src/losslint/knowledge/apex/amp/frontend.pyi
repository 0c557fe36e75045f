"""apex.amp.frontend: it casts models and optimisers in place and gives them back."""

__canonical__ = "apex.amp"

@overload
def initialize(models: T, optimizers: Literal[None] = None, enabled: bool = True, opt_level: str = "O1", cast_model_type: object = None, patch_torch_functions: object = None, keep_batchnorm_fp32: object = None, master_weights: object = None, loss_scale: object = None, cast_model_outputs: object = None, num_losses: int = 1, verbosity: int = 1, min_loss_scale: object = None, max_loss_scale: float = 16777216.0) -> T: ...
@overload
def initialize(models: T, optimizers: U, enabled: bool = True, opt_level: str = "O1", cast_model_type: object = None, patch_torch_functions: object = None, keep_batchnorm_fp32: object = None, master_weights: object = None, loss_scale: object = None, cast_model_outputs: object = None, num_losses: int = 1, verbosity: int = 1, min_loss_scale: object = None, max_loss_scale: float = 16777216.0) -> tuple[T, U]: ...
