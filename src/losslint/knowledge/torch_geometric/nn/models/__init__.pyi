"""torch_geometric.nn.models: models of graphs."""

from torch_geometric.nn.models.attentive_fp import AttentiveFP
from torch_geometric.nn.models.attract_repel import ARLinkPredictor
from torch_geometric.nn.models.autoencoder import GAE, VGAE, InnerProductDecoder, ARGA, ARGVA
from torch_geometric.nn.models.basic_gnn import BasicGNN, GAT, GCN, GIN, GraphSAGE, PNA, EdgeCNN
from torch_geometric.nn.models.dimenet import DimeNet, DimeNetPlusPlus
from torch_geometric.nn.models.gnnff import GNNFF
from torch_geometric.nn.models.graph_unet import GraphUNet
from torch_geometric.nn.models.lightgcn import LightGCN
from torch_geometric.nn.models.linkx import LINKX
from torch_geometric.nn.models.lpformer import LPFormer
from torch_geometric.nn.models.mlp import MLP
from torch_geometric.nn.models.neural_fingerprint import NeuralFingerprint
from torch_geometric.nn.models.pmlp import PMLP
from torch_geometric.nn.models.polynormer import Polynormer
from torch_geometric.nn.models.re_net import RENet
from torch_geometric.nn.models.rect import RECT_L
from torch_geometric.nn.models.schnet import SchNet
from torch_geometric.nn.models.sgformer import SGFormer
from torch_geometric.nn.models.signed_gcn import SignedGCN
from torch_geometric.nn.models.visnet import ViSNet
