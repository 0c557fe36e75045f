"""dgl.nn: layers on graphs, of the backend for torch."""

from dgl.nn.pytorch import conv
from dgl.nn.pytorch.conv import APPNPConv, ChebConv, GATConv, GATv2Conv, GINConv, GraphConv, RelGraphConv, SAGEConv, SGConv, TAGConv
