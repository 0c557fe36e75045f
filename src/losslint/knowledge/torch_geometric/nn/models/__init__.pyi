"""torch_geometric.nn.models: models of graphs."""

from torch_geometric.nn.models.attentive_fp import AttentiveFP
from torch_geometric.nn.models.autoencoder import GAE, VGAE, InnerProductDecoder
from torch_geometric.nn.models.basic_gnn import BasicGNN, GAT, GCN, GIN, GraphSAGE
from torch_geometric.nn.models.graph_unet import GraphUNet
from torch_geometric.nn.models.linkx import LINKX
from torch_geometric.nn.models.mlp import MLP
from torch_geometric.nn.models.pmlp import PMLP
from torch_geometric.nn.models.rect import RECT_L
