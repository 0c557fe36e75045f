"""torch_geometric.nn.models: models of graphs."""

from torch_geometric.nn.models.basic_gnn import BasicGNN, GAT, GCN, GIN, GraphSAGE
from torch_geometric.nn.models.mlp import MLP
