"""transformers.models.big_bird: the models."""

from transformers.models.big_bird.modeling_big_bird import BigBirdPreTrainedModel, BigBirdModel, BigBirdForSequenceClassification, BigBirdForTokenClassification, BigBirdForMultipleChoice, BigBirdForMaskedLM, BigBirdForCausalLM, BigBirdForQuestionAnswering
