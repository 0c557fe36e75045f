"""transformers.models.electra.modeling_electra: real hidden states, and raw scores from the heads; with labels the loss comes first."""

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

class ElectraPreTrainedModel(PreTrainedModel): ...

class ElectraModel(ElectraPreTrainedModel):
    def forward(self, *args: object, **kwargs: object) -> Hidden: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> ElectraModel: ...

class ElectraForSequenceClassification(ElectraPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> ElectraForSequenceClassification: ...

class ElectraForTokenClassification(ElectraPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> ElectraForTokenClassification: ...

class ElectraForMultipleChoice(ElectraPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> ElectraForMultipleChoice: ...

class ElectraForMaskedLM(ElectraPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> ElectraForMaskedLM: ...

class ElectraForCausalLM(ElectraPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> ElectraForCausalLM: ...

class ElectraForQuestionAnswering(ElectraPreTrainedModel):
    @overload
    def forward(self, *args: object, start_positions: Literal[None] = None, **kwargs: object) -> Spans: ...
    @overload
    def forward(self, *args: object, start_positions: object, **kwargs: object) -> SpansWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> ElectraForQuestionAnswering: ...
