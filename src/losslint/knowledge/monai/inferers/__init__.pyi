"""monai.inferers: ways to run a network over an image."""

from monai.inferers.inferer import ControlNetDiffusionInferer, ControlNetLatentDiffusionInferer, DiffusionInferer, LatentDiffusionInferer, SimpleInferer, SliceInferer, SlidingWindowInferer, SlidingWindowInfererAdapt, VQVAETransformerInferer
from monai.inferers.utils import sliding_window_inference
