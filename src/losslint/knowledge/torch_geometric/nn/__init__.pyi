"""torch_geometric.nn: layers and models of graphs."""

from torch_geometric.nn.conv import MessagePassing, ChebConv, ClusterGCNConv, GATConv, GATv2Conv, GCNConv, GraphConv, LEConv, RGCNConv, SAGEConv, SGConv, SuperGATConv, TAGConv, TransformerConv
from torch_geometric.nn.dense import Linear
from torch_geometric.nn.models import GAE, GAT, GCN, GIN, LINKX, MLP, PMLP, RECT_L, VGAE, AttentiveFP, BasicGNN, GraphSAGE, GraphUNet, InnerProductDecoder
from torch_geometric.nn.pool import global_add_pool, global_max_pool, global_mean_pool
