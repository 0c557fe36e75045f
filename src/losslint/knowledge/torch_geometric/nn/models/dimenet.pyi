"""torch_geometric.nn.models.dimenet: linear layers, summed over the atoms."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class DimeNet(Module):
    units_dim: Literal[-1]
    def __init__(self, hidden_channels: int, out_channels: Units, num_blocks: int, num_bilinear: int, num_spherical: int, num_radial: int, cutoff: float = 5.0, max_num_neighbors: int = 32, envelope_exponent: int = 5, num_before_skip: int = 1, num_after_skip: int = 2, num_output_layers: int = 3, act: object = "swish", output_initializer: str = "zeros") -> None: ...
    def forward(self, z: object, pos: object, batch: object = None) -> Carries["logits"]: ...

class DimeNetPlusPlus(DimeNet):
    units_dim: Literal[-1]
    def __init__(self, hidden_channels: int, out_channels: Units, num_blocks: int, int_emb_size: int, basis_emb_size: int, out_emb_channels: int, num_spherical: int, num_radial: int, cutoff: float = 5.0, max_num_neighbors: int = 32, envelope_exponent: int = 5, num_before_skip: int = 1, num_after_skip: int = 2, num_output_layers: int = 3, act: object = "swish", output_initializer: str = "zeros") -> None: ...
