"""torch_geometric.nn.conv.dna_conv: attention over linear layers, summed: raw scores."""

from torch_geometric.nn.conv.message_passing import MessagePassing

__canonical__ = "torch_geometric.nn"

class DNAConv(MessagePassing):
    def __init__(self, channels: int, heads: int = 1, groups: int = 1, dropout: float = 0.0, cached: bool = False, normalize: bool = True, add_self_loops: bool = True, bias: bool = True, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, edge_weight: object = None) -> Carries["logits"]: ...
