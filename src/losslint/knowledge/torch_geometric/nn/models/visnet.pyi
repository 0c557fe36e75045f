"""torch_geometric.nn.models.visnet: an energy, and forces where they are wanted."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class ViSNet(Module):
    def __init__(self, lmax: int = 1, vecnorm_type: object = None, trainable_vecnorm: bool = False, num_heads: int = 8, num_layers: int = 6, hidden_channels: int = 128, num_rbf: int = 32, trainable_rbf: bool = False, max_z: int = 100, cutoff: float = 5.0, max_num_neighbors: int = 32, vertex: bool = False, atomref: object = None, reduce_op: str = "sum", mean: float = 0.0, std: float = 1.0, derivative: bool = False) -> None: ...
    def forward(self, z: object, pos: object, batch: object) -> tuple[Carries["real"], Nothing]: ...
