"""torch_geometric.nn.conv: convolutions."""

from torch_geometric.nn.conv.message_passing import MessagePassing
from torch_geometric.nn.conv.agnn_conv import AGNNConv
from torch_geometric.nn.conv.antisymmetric_conv import AntiSymmetricConv
from torch_geometric.nn.conv.appnp import APPNP
from torch_geometric.nn.conv.arma_conv import ARMAConv
from torch_geometric.nn.conv.cg_conv import CGConv
from torch_geometric.nn.conv.cheb_conv import ChebConv
from torch_geometric.nn.conv.cluster_gcn_conv import ClusterGCNConv
from torch_geometric.nn.conv.dir_gnn_conv import DirGNNConv
from torch_geometric.nn.conv.dna_conv import DNAConv
from torch_geometric.nn.conv.edge_conv import EdgeConv, DynamicEdgeConv
from torch_geometric.nn.conv.eg_conv import EGConv
from torch_geometric.nn.conv.fa_conv import FAConv
from torch_geometric.nn.conv.feast_conv import FeaStConv
from torch_geometric.nn.conv.film_conv import FiLMConv
from torch_geometric.nn.conv.gat_conv import GATConv
from torch_geometric.nn.conv.gated_graph_conv import GatedGraphConv
from torch_geometric.nn.conv.gatv2_conv import GATv2Conv
from torch_geometric.nn.conv.gcn2_conv import GCN2Conv
from torch_geometric.nn.conv.gcn_conv import GCNConv
from torch_geometric.nn.conv.gen_conv import GENConv
from torch_geometric.nn.conv.general_conv import GeneralConv
from torch_geometric.nn.conv.gin_conv import GINConv, GINEConv
from torch_geometric.nn.conv.gmm_conv import GMMConv
from torch_geometric.nn.conv.gps_conv import GPSConv
from torch_geometric.nn.conv.graph_conv import GraphConv
from torch_geometric.nn.conv.gravnet_conv import GravNetConv
from torch_geometric.nn.conv.heat_conv import HEATConv
from torch_geometric.nn.conv.hypergraph_conv import HypergraphConv
from torch_geometric.nn.conv.le_conv import LEConv
from torch_geometric.nn.conv.lg_conv import LGConv
from torch_geometric.nn.conv.meshcnn_conv import MeshCNNConv
from torch_geometric.nn.conv.mf_conv import MFConv
from torch_geometric.nn.conv.mixhop_conv import MixHopConv
from torch_geometric.nn.conv.nn_conv import NNConv, ECConv
from torch_geometric.nn.conv.pan_conv import PANConv
from torch_geometric.nn.conv.pdn_conv import PDNConv
from torch_geometric.nn.conv.pna_conv import PNAConv
from torch_geometric.nn.conv.point_conv import PointNetConv, PointConv
from torch_geometric.nn.conv.point_gnn_conv import PointGNNConv
from torch_geometric.nn.conv.point_transformer_conv import PointTransformerConv
from torch_geometric.nn.conv.ppf_conv import PPFConv
from torch_geometric.nn.conv.res_gated_graph_conv import ResGatedGraphConv
from torch_geometric.nn.conv.rgat_conv import RGATConv
from torch_geometric.nn.conv.rgcn_conv import RGCNConv, FastRGCNConv
from torch_geometric.nn.conv.sage_conv import SAGEConv
from torch_geometric.nn.conv.sg_conv import SGConv
from torch_geometric.nn.conv.signed_conv import SignedConv
from torch_geometric.nn.conv.simple_conv import SimpleConv
from torch_geometric.nn.conv.spline_conv import SplineConv
from torch_geometric.nn.conv.ssg_conv import SSGConv
from torch_geometric.nn.conv.supergat_conv import SuperGATConv
from torch_geometric.nn.conv.tag_conv import TAGConv
from torch_geometric.nn.conv.transformer_conv import TransformerConv
from torch_geometric.nn.conv.wl_conv_continuous import WLConvContinuous
from torch_geometric.nn.conv.x_conv import XConv
