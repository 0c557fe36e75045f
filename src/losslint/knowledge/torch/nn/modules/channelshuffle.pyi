"""torch.nn.modules.channelshuffle"""

from torch.nn.modules.module import Module

__canonical__ = "torch.nn"

class ChannelShuffle(Module):
    def __init__(self, groups: int) -> None: ...
    def forward(self, input: T) -> PermutedValues[T]: ...
