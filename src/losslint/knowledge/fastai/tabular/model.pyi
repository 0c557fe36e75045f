"""fastai.tabular.model: a linear layer comes last, behind it a stretched sigmoid where `y_range` is given."""

from torch.nn.modules.module import Module

class TabularModel(Module):
    def __init__(self, emb_szs: object, n_cont: int, out_sz: int, layers: object, ps: object = None, embed_p: float = 0.0, y_range: object = None, use_bn: bool = True, bn_final: bool = False, bn_cont: bool = True, act_cls: object = ..., lin_first: bool = True) -> None: ...
    @overload
    def forward(self, x_cat: object, x_cont: object = None, *, y_range: Literal[None] = None, bn_final: Literal[False] = False, lin_first: Literal[True] = True) -> Carries["logits"]: ...
    @overload
    def forward(self, x_cat: object, x_cont: object = None) -> Nothing: ...
