"""dgl.nn.pytorch: layers on graphs."""

from dgl.nn.pytorch import conv
from dgl.nn.pytorch.conv import APPNPConv, ChebConv, GATConv, GATv2Conv, GINConv, GraphConv, RelGraphConv, SAGEConv, SGConv, TAGConv
