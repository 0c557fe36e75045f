"""fastai.text.learner: a linear layer comes last. Without `loss_func` the data name the loss.

A `Model` that no caller passes is what the function builds itself; of the results of its network the first is graded.
"""

from torch.nn.modules.module import Module

class TextLearner:
    def __init__(self, dls: object, model: object, alpha: float = 2.0, beta: float = 1.0, moms: object = ..., **kwargs: object) -> None: ...

class Graded(Module):
    def forward(self, input: Tensor) -> Carries["logits"]: ...

def text_classifier_learner(dls: object, arch: object, seq_len: object = 72, config: object = None, backwards: object = False, pretrained: object = True, drop_mult: object = 0.5, n_out: object = None, lin_ftrs: object = None, ps: object = None, max_len: object = 1440, y_range: Between = None, *, loss_func: Criterion = None, model: Model = "fastai.text.learner.Graded", **kwargs: object) -> Nothing: ...
