"""torch_geometric.nn.models.signed_gcn: embeddings behind a ReLU; three classes of edges as logarithms of a softmax."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class SignedGCN(Module):
    def __init__(self, in_channels: int, hidden_channels: int, num_layers: int, lamb: float = 5, bias: bool = True) -> None: ...
    def forward(self, x: object, pos_edge_index: object, neg_edge_index: object) -> Carries["nonnegative"]: ...
    def discriminate(self, z: object, edge_index: object) -> Carries["log-softmax"]: ...
