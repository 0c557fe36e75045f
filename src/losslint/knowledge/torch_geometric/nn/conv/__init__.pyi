"""torch_geometric.nn.conv: convolutions."""

from torch_geometric.nn.conv.message_passing import MessagePassing
from torch_geometric.nn.conv.cheb_conv import ChebConv
from torch_geometric.nn.conv.cluster_gcn_conv import ClusterGCNConv
from torch_geometric.nn.conv.gat_conv import GATConv
from torch_geometric.nn.conv.gatv2_conv import GATv2Conv
from torch_geometric.nn.conv.gcn_conv import GCNConv
from torch_geometric.nn.conv.graph_conv import GraphConv
from torch_geometric.nn.conv.le_conv import LEConv
from torch_geometric.nn.conv.rgcn_conv import RGCNConv
from torch_geometric.nn.conv.sage_conv import SAGEConv
from torch_geometric.nn.conv.sg_conv import SGConv
from torch_geometric.nn.conv.supergat_conv import SuperGATConv
from torch_geometric.nn.conv.tag_conv import TAGConv
from torch_geometric.nn.conv.transformer_conv import TransformerConv
