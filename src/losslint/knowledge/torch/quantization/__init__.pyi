"""torch.quantization: the older name."""

from torch.ao.quantization.stubs import DeQuantStub, QuantStub
