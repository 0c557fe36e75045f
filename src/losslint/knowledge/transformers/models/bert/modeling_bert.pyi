"""transformers.models.bert.modeling_bert: real hidden states, and raw scores from the heads; with labels the loss comes first. The pooler ends in a tanh."""

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

class BertPreTrainedModel(PreTrainedModel): ...

class BertModel(BertPreTrainedModel):
    def forward(self, *args: object, **kwargs: object) -> Hidden: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> BertModel: ...

class BertForSequenceClassification(BertPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> BertForSequenceClassification: ...

class BertForTokenClassification(BertPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> BertForTokenClassification: ...

class BertForMultipleChoice(BertPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> BertForMultipleChoice: ...

class BertForMaskedLM(BertPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> BertForMaskedLM: ...

class BertLMHeadModel(BertPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> BertLMHeadModel: ...

class BertForNextSentencePrediction(BertPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> BertForNextSentencePrediction: ...

class BertForQuestionAnswering(BertPreTrainedModel):
    @overload
    def forward(self, *args: object, start_positions: Literal[None] = None, **kwargs: object) -> Spans: ...
    @overload
    def forward(self, *args: object, start_positions: object, **kwargs: object) -> SpansWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> BertForQuestionAnswering: ...
