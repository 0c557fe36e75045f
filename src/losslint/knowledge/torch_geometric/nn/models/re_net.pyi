"""torch_geometric.nn.models.re_net: logarithms of softmaxes over the objects and over the subjects."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class RENet(Module):
    def __init__(self, num_nodes: int, num_rels: int, hidden_channels: int, seq_len: int, num_layers: int = 1, dropout: float = 0.0, bias: bool = True) -> None: ...
    def forward(self, data: object) -> tuple[Carries["log-softmax"], Carries["log-softmax"]]: ...
