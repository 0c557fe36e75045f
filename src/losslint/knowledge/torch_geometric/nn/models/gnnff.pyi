"""torch_geometric.nn.models.gnnff: forces: summed over the edges of an atom."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class GNNFF(Module):
    def __init__(self, hidden_node_channels: int, hidden_edge_channels: int, num_layers: int, cutoff: float = 5.0, max_num_neighbors: int = 32) -> None: ...
    def forward(self, z: object, pos: object, batch: object = None) -> Carries["real"]: ...
