"""einops.layers: layers."""

from einops.layers import torch
