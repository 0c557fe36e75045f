"""torch_geometric.nn: layers and models of graphs."""

from torch_geometric.nn.conv import MessagePassing, AGNNConv, APPNP, ARMAConv, AntiSymmetricConv, CGConv, ChebConv, ClusterGCNConv, DNAConv, DirGNNConv, DynamicEdgeConv, ECConv, EGConv, EdgeConv, FAConv, FastRGCNConv, FeaStConv, FiLMConv, GATConv, GATv2Conv, GCN2Conv, GCNConv, GENConv, GINConv, GINEConv, GMMConv, GPSConv, GatedGraphConv, GeneralConv, GraphConv, GravNetConv, HEATConv, HypergraphConv, LEConv, LGConv, MFConv, MeshCNNConv, MixHopConv, NNConv, PANConv, PDNConv, PNAConv, PPFConv, PointConv, PointGNNConv, PointNetConv, PointTransformerConv, RGATConv, RGCNConv, ResGatedGraphConv, SAGEConv, SGConv, SSGConv, SignedConv, SimpleConv, SplineConv, SuperGATConv, TAGConv, TransformerConv, WLConvContinuous, XConv
from torch_geometric.nn.dense import DenseGATConv, DenseGCNConv, DenseGINConv, DenseGraphConv, DenseSAGEConv, HeteroLinear, Linear
from torch_geometric.nn.models import ARGA, ARGVA, ARLinkPredictor, AttentiveFP, BasicGNN, DimeNet, DimeNetPlusPlus, EdgeCNN, GAE, GAT, GCN, GIN, GNNFF, GraphSAGE, GraphUNet, InnerProductDecoder, LINKX, LPFormer, LightGCN, MLP, NeuralFingerprint, PMLP, PNA, Polynormer, RECT_L, RENet, SGFormer, SchNet, SignedGCN, VGAE, ViSNet
from torch_geometric.nn.pool import global_add_pool, global_max_pool, global_mean_pool
from torch_geometric.nn.sequential import Sequential
