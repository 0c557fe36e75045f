"""transformers.models.audio_spectrogram_transformer.modeling_audio_spectrogram_transformer: real hidden states, and raw scores from the heads; with labels the loss comes first."""

from transformers.modeling_utils import PreTrainedModel

__canonical__ = "transformers"

class Hidden(NamedTuple):
    last_hidden_state: Carries["real"]
    pooler_output: Nothing

class Scores(NamedTuple):
    logits: Carries["logits"]

class ScoresWithLoss(NamedTuple):
    loss: Loss
    logits: Carries["logits"]

class ASTPreTrainedModel(PreTrainedModel): ...

class ASTModel(ASTPreTrainedModel):
    def forward(self, *args: object, **kwargs: object) -> Hidden: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> ASTModel: ...

class ASTForAudioClassification(ASTPreTrainedModel):
    @overload
    def forward(self, *args: object, labels: Literal[None] = None, **kwargs: object) -> Scores: ...
    @overload
    def forward(self, *args: object, labels: object, **kwargs: object) -> ScoresWithLoss: ...
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: object, *args: object, **kwargs: object) -> ASTForAudioClassification: ...
