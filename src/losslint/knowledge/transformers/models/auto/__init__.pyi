"""transformers.models.auto: models by name."""

from transformers.models.auto.modeling_auto import (
    AutoModel,
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoModelForMultipleChoice,
    AutoModelForMaskedLM,
    AutoModelForCausalLM,
    AutoModelForSeq2SeqLM,
    AutoModelForNextSentencePrediction,
    AutoModelForImageClassification,
    AutoModelForVideoClassification,
    AutoModelForAudioClassification,
    AutoModelForAudioFrameClassification,
    AutoModelForCTC,
    AutoModelForSemanticSegmentation,
    AutoModelForQuestionAnswering,
)
