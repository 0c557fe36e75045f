"""torch_geometric.nn.dense: layers."""

from torch_geometric.nn.dense.linear import Linear
