"""fastai.tabular.learner: a linear layer comes last. Without `loss_func` the data name the loss.

A `Model` that no caller passes is what the function builds itself.
"""

from fastai.learner import Learner

class TabularLearner(Learner): ...

def tabular_learner(dls: object, layers: object = None, emb_szs: object = None, config: Between = None, n_out: object = None, y_range: Between = None, *, loss_func: Criterion = None, model: Model = "fastai.tabular.model.TabularModel", **kwargs: object) -> Nothing: ...
