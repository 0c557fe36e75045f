"""x_transformers: transformers."""

from x_transformers.continuous import ContinuousTransformerWrapper
from x_transformers.x_transformers import TransformerWrapper, ViTransformerWrapper
