"""transformers.models.hubert.modeling_hubert: real hidden states, and raw scores from the heads; with labels the loss comes first."""

from transformers.modeling_utils import PreTrainedModel

__canonical__ = "transformers"

class Hidden(NamedTuple):
    last_hidden_state: Carries["real"]

class Scores(NamedTuple):
    logits: Carries["logits"]

class ScoresWithLoss(NamedTuple):
    loss: Loss
    logits: Carries["logits"]

class HubertPreTrainedModel(PreTrainedModel): ...

class HubertModel(HubertPreTrainedModel):
    def forward(self, *args: object, **kwargs: object) -> Hidden: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> HubertModel: ...

class HubertForSequenceClassification(HubertPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> HubertForSequenceClassification: ...

class HubertForCTC(HubertPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> HubertForCTC: ...
