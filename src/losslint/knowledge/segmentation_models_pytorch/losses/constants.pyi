"""segmentation_models_pytorch.losses.constants: the modes of its losses."""

BINARY_MODE = "binary"
MULTICLASS_MODE = "multiclass"
MULTILABEL_MODE = "multilabel"
