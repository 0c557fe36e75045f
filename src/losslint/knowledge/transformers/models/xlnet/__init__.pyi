"""transformers.models.xlnet: the models."""

from transformers.models.xlnet.modeling_xlnet import XLNetPreTrainedModel, XLNetModel, XLNetForSequenceClassification, XLNetForTokenClassification, XLNetForMultipleChoice, XLNetLMHeadModel
