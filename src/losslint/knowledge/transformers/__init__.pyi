"""transformers: models of text, images and sound."""

from transformers.modeling_utils import PreTrainedModel
from transformers.models.auto import (
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
from transformers.models.bert import (
    BertPreTrainedModel,
    BertModel,
    BertForSequenceClassification,
    BertForTokenClassification,
    BertForMultipleChoice,
    BertForMaskedLM,
    BertLMHeadModel,
    BertForNextSentencePrediction,
    BertForQuestionAnswering,
)
from transformers.models.roberta import (
    RobertaPreTrainedModel,
    RobertaModel,
    RobertaForSequenceClassification,
    RobertaForTokenClassification,
    RobertaForMultipleChoice,
    RobertaForMaskedLM,
    RobertaForCausalLM,
    RobertaForQuestionAnswering,
)
from transformers.models.xlm_roberta import (
    XLMRobertaPreTrainedModel,
    XLMRobertaModel,
    XLMRobertaForSequenceClassification,
    XLMRobertaForTokenClassification,
    XLMRobertaForMultipleChoice,
    XLMRobertaForMaskedLM,
    XLMRobertaForCausalLM,
    XLMRobertaForQuestionAnswering,
)
from transformers.models.camembert import (
    CamembertPreTrainedModel,
    CamembertModel,
    CamembertForSequenceClassification,
    CamembertForTokenClassification,
    CamembertForMultipleChoice,
    CamembertForMaskedLM,
    CamembertForCausalLM,
    CamembertForQuestionAnswering,
)
from transformers.models.mpnet import (
    MPNetPreTrainedModel,
    MPNetModel,
    MPNetForSequenceClassification,
    MPNetForTokenClassification,
    MPNetForMultipleChoice,
    MPNetForMaskedLM,
    MPNetForQuestionAnswering,
)
from transformers.models.longformer import (
    LongformerPreTrainedModel,
    LongformerModel,
    LongformerForSequenceClassification,
    LongformerForTokenClassification,
    LongformerForMultipleChoice,
    LongformerForMaskedLM,
    LongformerForQuestionAnswering,
)
from transformers.models.albert import (
    AlbertPreTrainedModel,
    AlbertModel,
    AlbertForSequenceClassification,
    AlbertForTokenClassification,
    AlbertForMultipleChoice,
    AlbertForMaskedLM,
    AlbertForQuestionAnswering,
)
from transformers.models.big_bird import (
    BigBirdPreTrainedModel,
    BigBirdModel,
    BigBirdForSequenceClassification,
    BigBirdForTokenClassification,
    BigBirdForMultipleChoice,
    BigBirdForMaskedLM,
    BigBirdForCausalLM,
    BigBirdForQuestionAnswering,
)
from transformers.models.distilbert import (
    DistilBertPreTrainedModel,
    DistilBertModel,
    DistilBertForSequenceClassification,
    DistilBertForTokenClassification,
    DistilBertForMultipleChoice,
    DistilBertForMaskedLM,
    DistilBertForQuestionAnswering,
)
from transformers.models.electra import (
    ElectraPreTrainedModel,
    ElectraModel,
    ElectraForSequenceClassification,
    ElectraForTokenClassification,
    ElectraForMultipleChoice,
    ElectraForMaskedLM,
    ElectraForCausalLM,
    ElectraForQuestionAnswering,
)
from transformers.models.deberta import (
    DebertaPreTrainedModel,
    DebertaModel,
    DebertaForSequenceClassification,
    DebertaForTokenClassification,
    DebertaForMaskedLM,
    DebertaForQuestionAnswering,
)
from transformers.models.deberta_v2 import (
    DebertaV2PreTrainedModel,
    DebertaV2Model,
    DebertaV2ForSequenceClassification,
    DebertaV2ForTokenClassification,
    DebertaV2ForMultipleChoice,
    DebertaV2ForMaskedLM,
    DebertaV2ForQuestionAnswering,
)
from transformers.models.xlnet import (
    XLNetPreTrainedModel,
    XLNetModel,
    XLNetForSequenceClassification,
    XLNetForTokenClassification,
    XLNetForMultipleChoice,
    XLNetLMHeadModel,
)
from transformers.models.modernbert import (
    ModernBertPreTrainedModel,
    ModernBertModel,
    ModernBertForSequenceClassification,
    ModernBertForTokenClassification,
    ModernBertForMultipleChoice,
    ModernBertForMaskedLM,
    ModernBertForQuestionAnswering,
)
from transformers.models.gpt2 import (
    GPT2PreTrainedModel,
    GPT2Model,
    GPT2ForSequenceClassification,
    GPT2ForTokenClassification,
    GPT2LMHeadModel,
    GPT2ForQuestionAnswering,
)
from transformers.models.llama import (
    LlamaPreTrainedModel,
    LlamaModel,
    LlamaForSequenceClassification,
    LlamaForTokenClassification,
    LlamaForCausalLM,
    LlamaForQuestionAnswering,
)
from transformers.models.bart import (
    BartPreTrainedModel,
    BartModel,
    BartForSequenceClassification,
    BartForCausalLM,
    BartForQuestionAnswering,
)
from transformers.models.vit import (
    ViTPreTrainedModel,
    ViTModel,
    ViTForImageClassification,
)
from transformers.models.swin import (
    SwinPreTrainedModel,
    SwinModel,
    SwinForImageClassification,
)
from transformers.models.convnext import (
    ConvNextPreTrainedModel,
    ConvNextModel,
    ConvNextForImageClassification,
)
from transformers.models.dinov2 import (
    Dinov2PreTrainedModel,
    Dinov2Model,
    Dinov2ForImageClassification,
)
from transformers.models.beit import (
    BeitPreTrainedModel,
    BeitModel,
    BeitForImageClassification,
)
from transformers.models.deit import (
    DeiTPreTrainedModel,
    DeiTModel,
    DeiTForImageClassification,
)
from transformers.models.wav2vec2 import (
    Wav2Vec2PreTrainedModel,
    Wav2Vec2Model,
    Wav2Vec2ForSequenceClassification,
    Wav2Vec2ForCTC,
)
from transformers.models.hubert import (
    HubertPreTrainedModel,
    HubertModel,
    HubertForSequenceClassification,
    HubertForCTC,
)
from transformers.models.wavlm import (
    WavLMPreTrainedModel,
    WavLMModel,
    WavLMForSequenceClassification,
    WavLMForCTC,
)
from transformers.trainer import Trainer
from transformers.trainer_seq2seq import Seq2SeqTrainer
from transformers.models.audio_spectrogram_transformer import ASTPreTrainedModel, ASTModel, ASTForAudioClassification
