"""torch_geometric.nn.models.neural_fingerprint: softmaxes, summed over the atoms of a graph and over the layers."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class NeuralFingerprint(Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int, num_layers: int, **kwargs: object) -> None: ...
    def forward(self, x: object, edge_index: object, batch: object = None, batch_size: object = None) -> Carries["nonnegative"]: ...
