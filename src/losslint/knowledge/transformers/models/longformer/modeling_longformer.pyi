"""transformers.models.longformer.modeling_longformer: real hidden states, and raw scores from the heads; with labels the loss comes first. The pooler ends in a tanh."""

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

class LongformerPreTrainedModel(PreTrainedModel): ...

class LongformerModel(LongformerPreTrainedModel):
    def forward(self, *args: object, **kwargs: object) -> Hidden: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> LongformerModel: ...

class LongformerForSequenceClassification(LongformerPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> LongformerForSequenceClassification: ...

class LongformerForTokenClassification(LongformerPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> LongformerForTokenClassification: ...

class LongformerForMultipleChoice(LongformerPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> LongformerForMultipleChoice: ...

class LongformerForMaskedLM(LongformerPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> LongformerForMaskedLM: ...

class LongformerForQuestionAnswering(LongformerPreTrainedModel):
    @overload
    def forward(self, *args: object, start_positions: Literal[None] = None, **kwargs: object) -> Spans: ...
    @overload
    def forward(self, *args: object, start_positions: object, **kwargs: object) -> SpansWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> LongformerForQuestionAnswering: ...
