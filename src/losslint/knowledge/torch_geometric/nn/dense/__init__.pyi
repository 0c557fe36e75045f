"""torch_geometric.nn.dense: layers."""

from torch_geometric.nn.dense.dense_gat_conv import DenseGATConv
from torch_geometric.nn.dense.dense_gcn_conv import DenseGCNConv
from torch_geometric.nn.dense.dense_gin_conv import DenseGINConv
from torch_geometric.nn.dense.dense_graph_conv import DenseGraphConv
from torch_geometric.nn.dense.dense_sage_conv import DenseSAGEConv
from torch_geometric.nn.dense.linear import HeteroLinear, Linear
