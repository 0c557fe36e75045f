"""torch_geometric.nn.models.schnet: a linear layer, summed over the atoms; as a dipole moment, a length."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class SchNet(Module):
    def __init__(self, hidden_channels: int = 128, num_filters: int = 128, num_interactions: int = 6, num_gaussians: int = 50, cutoff: float = 10.0, interaction_graph: object = None, max_num_neighbors: int = 32, readout: str = "add", dipole: bool = False, mean: object = None, std: object = None, atomref: object = None) -> None: ...
    @overload
    def forward(self, z: object, pos: object, batch: object = None, *, dipole: Literal[False] = False) -> Carries["logits"]: ...
    @overload
    def forward(self, z: object, pos: object, batch: object = None, *, dipole: Literal[True]) -> Nothing: ...
