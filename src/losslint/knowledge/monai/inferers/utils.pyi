"""monai.inferers.utils: the weighted mean of what the network gives in the windows over a place."""

__canonical__ = "monai.inferers"

@overload
def sliding_window_inference(inputs: object, roi_size: object, sw_batch_size: int, predictor: object, overlap: object = 0.25, mode: object = "constant", sigma_scale: object = 0.125, padding_mode: object = "constant", cval: float = 0.0, sw_device: object = None, device: object = None, progress: bool = False, roi_weight_map: object = None, process_fn: Literal[None] = None, buffer_steps: object = None, buffer_dim: int = -1, with_coord: bool = False, *args: object, **kwargs: object) -> Called["predictor"]: ...
@overload
def sliding_window_inference(inputs: object, roi_size: object, sw_batch_size: int, predictor: object, overlap: object = 0.25, mode: object = "constant", sigma_scale: object = 0.125, padding_mode: object = "constant", cval: float = 0.0, sw_device: object = None, device: object = None, progress: bool = False, roi_weight_map: object = None, process_fn: object = None, buffer_steps: object = None, buffer_dim: int = -1, with_coord: bool = False, *args: object, **kwargs: object) -> Nothing: ...
