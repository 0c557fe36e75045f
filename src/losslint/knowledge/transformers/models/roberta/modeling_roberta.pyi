"""transformers.models.roberta.modeling_roberta: real hidden states, and raw scores from the heads; with labels the loss comes first. The pooler ends in a tanh."""

from torch.nn.modules.module import Module

from transformers.modeling_utils import PreTrainedModel

__canonical__ = "transformers"

class Hidden(NamedTuple):
    last_hidden_state: Carries["real"]
    pooler_output: Carries["tanh"]

class Scores(NamedTuple):
    logits: Carries["logits"]

class ScoresWithLoss(NamedTuple):
    loss: Loss
    logits: Carries["logits"]

class Spans(NamedTuple):
    start_logits: Carries["logits"]
    end_logits: Carries["logits"]

class SpansWithLoss(NamedTuple):
    loss: Loss
    start_logits: Carries["logits"]
    end_logits: Carries["logits"]

class RobertaClassificationHead(Module):
    def __init__(self, config: object) -> None: ...
    def forward(self, features: Tensor, **kwargs: object) -> Carries["logits"]: ...

class RobertaLMHead(Module):
    def __init__(self, config: object) -> None: ...
    def forward(self, features: Tensor, **kwargs: object) -> Carries["logits"]: ...

class RobertaPreTrainedModel(PreTrainedModel): ...

class RobertaModel(RobertaPreTrainedModel):
    def forward(self, *args: object, **kwargs: object) -> Hidden: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> RobertaModel: ...

class RobertaForSequenceClassification(RobertaPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> RobertaForSequenceClassification: ...

class RobertaForTokenClassification(RobertaPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> RobertaForTokenClassification: ...

class RobertaForMultipleChoice(RobertaPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> RobertaForMultipleChoice: ...

class RobertaForMaskedLM(RobertaPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> RobertaForMaskedLM: ...

class RobertaForCausalLM(RobertaPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> RobertaForCausalLM: ...

class RobertaForQuestionAnswering(RobertaPreTrainedModel):
    @overload
    def forward(self, *args: object, start_positions: Literal[None] = None, **kwargs: object) -> Spans: ...
    @overload
    def forward(self, *args: object, start_positions: object, **kwargs: object) -> SpansWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> RobertaForQuestionAnswering: ...
