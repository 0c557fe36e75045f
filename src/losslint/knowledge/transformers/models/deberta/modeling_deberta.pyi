"""transformers.models.deberta.modeling_deberta: real hidden states, and raw scores from the heads; with labels the loss comes first."""

from transformers.modeling_utils import PreTrainedModel

__canonical__ = "transformers"

class Hidden(NamedTuple):
    last_hidden_state: Carries["real"]

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

class DebertaPreTrainedModel(PreTrainedModel): ...

class DebertaModel(DebertaPreTrainedModel):
    def forward(self, *args: object, **kwargs: object) -> Hidden: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> DebertaModel: ...

class DebertaForSequenceClassification(DebertaPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> DebertaForSequenceClassification: ...

class DebertaForTokenClassification(DebertaPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> DebertaForTokenClassification: ...

class DebertaForMaskedLM(DebertaPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> DebertaForMaskedLM: ...

class DebertaForQuestionAnswering(DebertaPreTrainedModel):
    @overload
    def forward(self, *args: object, start_positions: Literal[None] = None, **kwargs: object) -> Spans: ...
    @overload
    def forward(self, *args: object, start_positions: object, **kwargs: object) -> SpansWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> DebertaForQuestionAnswering: ...
