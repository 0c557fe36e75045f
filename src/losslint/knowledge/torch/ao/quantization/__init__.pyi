"""torch.ao.quantization."""

from torch.ao.quantization.stubs import DeQuantStub, QuantStub
