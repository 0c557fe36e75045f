"""torch_geometric.nn.conv.message_passing: the base of the convolutions; what `propagate` gives depends on the messages."""

from torch.nn.modules.module import Module

__canonical__ = "torch_geometric.nn"

class MessagePassing(Module):
    def propagate(self, edge_index: object, size: object = None, **kwargs: object) -> Nothing: ...
