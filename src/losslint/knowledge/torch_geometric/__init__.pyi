"""torch_geometric: graphs."""

from torch_geometric import nn
