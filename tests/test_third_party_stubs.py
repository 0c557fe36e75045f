"""What the stubs of libraries beside torch make of small programs: which form a model gives, and what a loss wants of it.

Each case is the smallest program that can go wrong one way: its last line is a loss call. The facts behind the stubs were
read in the libraries' sources and measured on them; the libraries themselves are not needed here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import losslint.knowledge
from losslint.forms import FormName
from losslint.knowledge import Knowledge, choose
from losslint.knowledge.summary import Carries, LossValue, Named, Nothing, Returns, Summary
from losslint.runner import analyse

KNOWLEDGE = Knowledge.load()
STUBS = Path(losslint.knowledge.__file__).parent
LIBRARIES = sorted(path.name for path in STUBS.iterdir() if path.is_dir() and (path / "__init__.pyi").is_file())

HEADER = """
import torch
from torch import nn
import accelerate, apex, einops, fastai.losses, kornia, monai, timm, torchaudio, torch_geometric, transformers
import catalyst.contrib.losses, dgl, diffusers, pretrainedmodels, pytorch_metric_learning.losses, torchvision.ops, vit_pytorch, x_transformers
from fastai.tabular.model import TabularModel
from fastai.layers import ConvLayer, Flatten, LinBnDrop, SigmoidRange
from fastai.vision.learner import create_head
from fastai.vision.models.xresnet import xresnet18, xse_resnext50
from fastai.vision.models.unet import DynamicUnet
import segmentation_models_pytorch as smp
from monai import losses as ml
from monai.networks import nets
from torch_geometric import nn as tg

x, y, option = torch.rand(4, 3), torch.rand(4, 3), len(open("option").read())
ce, bce, mse = nn.CrossEntropyLoss(), nn.BCELoss(), nn.MSELoss()
scores = nn.Linear(3, 3)(x)
sigmoid, softmax, tanh = scores.sigmoid(), scores.softmax(1), scores.tanh()
"""

# A model, and the form that it gives.
MODELS = {
    'timm.create_model("resnet18", pretrained=True, num_classes=2)(x)': "logits",
    "timm.create_model(option, pretrained=True, num_classes=2)(x)": "logits",
    'timm.create_model("vit_base_patch16_224").to("cuda")(x)': "logits",
    "timm.models.efficientnet_b0(pretrained=True)(x)": "logits",
    "timm.create_model(option, num_classes=0)(x)": "unknown",
    'timm.create_model("resnet18", features_only=True)(x)': "unknown",
    "timm.models.resnet50(num_classes=0)(x)": "unknown",
    "smp.Unet()(x)": "logits",
    'smp.Unet("resnet34", activation="sigmoid")(x)': "sigmoid",
    'smp.FPN(activation="softmax2d", classes=3)(x)': "softmax",
    'smp.DeepLabV3Plus(activation="logsoftmax")(x)': "log-softmax",
    "smp.Unet(activation=option)(x)": "unknown",
    'smp.Unet(aux_params={"classes": 4})(x)[0]': "logits",
    'smp.Unet(aux_params={"classes": 4})(x)[1]': "unknown",
    'smp.create_model("unet", classes=3)(x)': "logits",
    'smp.create_model("unet", activation="sigmoid")(x)': "sigmoid",
    'smp.create_model("fpn", activation="softmax2d")(x)': "softmax",
    'smp.create_model("unet", activation="tanh")(x)': "unknown",
    'smp.create_model("unet", activation="sigmoid", aux_params={"classes": 4})(x)': "unknown",
    "nets.DenseNet121(spatial_dims=2, in_channels=1, out_channels=3)(x)": "logits",
    "nets.densenet121(spatial_dims=2, in_channels=1, out_channels=3)(x)": "logits",
    "nets.UNet(2, 1, 3, (4, 8), (2,))(x)": "logits",
    "nets.SegResNet(use_conv_final=False)(x)": "unknown",
    "nets.SegResNetVAE((32, 32))(x)[0]": "logits",
    "nets.VarAutoEncoder(2, (1, 32, 32), 1, 2, (4, 8), (2, 2))(x)[0]": "sigmoid",
    "nets.VarAutoEncoder(2, (1, 32, 32), 1, 2, (4, 8), (2, 2), use_sigmoid=False)(x)[0]": "logits",
    "nets.VarAutoEncoder(2, (1, 32, 32), 1, 2, (4, 8), (2, 2), use_sigmoid=option)(x)": "unknown",
    "nets.AutoencoderKL(2)(x)[2]": "positive",
    "nets.Discriminator((1, 32, 32), (4, 8), (2, 2))(x)": "sigmoid",
    "nets.Discriminator((1, 32, 32), (4, 8), (2, 2), last_act=None)(x)": "logits",
    "nets.Critic((1, 32, 32), (4, 8), (2, 2))(x)": "real",
    "nets.Classifier((1, 32, 32), 3, (4, 8), (2, 2))(x)": "logits",
    "nets.ViT(1, (32, 32), (8, 8), classification=True)(x)[0]": "tanh",
    "nets.ViT(1, (32, 32), (8, 8))(x)[0]": "real",
    "nets.ViT(1, (32, 32), (8, 8), classification=True, post_activation=option)(x)[0]": "unknown",
    "nets.resnet18(num_classes=3)(x)": "logits",
    "nets.DecoderOnlyTransformer(8, 16, 32, 2, 4)(x)": "logits",
    "nets.DiffusionModelEncoder(2, 1, 3)(x, y)": "logits",
    "nets.SPADEAutoencoderKL(2, 3)(x, y)[2]": "positive",
    "nets.SPADEDiffusionModelUNet(2, 1, 3, 4)(x, y, option)": "logits",
    "monai.inferers.DiffusionInferer(option)(x, nets.DiffusionModelUNet(2, 1, 1), y, option)": "logits",
    "monai.inferers.LatentDiffusionInferer(option)(x, option, nn.Tanh(), y, option)": "tanh",
    "monai.inferers.LatentDiffusionInferer(option)(x, nn.Linear(3, 3), option, y, option)": "unknown",
    "monai.inferers.VQVAETransformerInferer()(x, option, nn.Linear(3, 3), option)": "logits",
    "monai.inferers.VQVAETransformerInferer()(x, option, nn.Linear(3, 3), option, return_latent=True)[0]": "logits",
    "monai.inferers.VQVAETransformerInferer()(x, option, nn.Linear(3, 3), option, None, option)[0]": "unknown",
    "monai.inferers.SlidingWindowInferer(64)(x, nn.Sequential(nn.Linear(3, 3), nn.Softmax(1)))": "softmax",
    "monai.inferers.SliceInferer(roi_size=(64, 64))(x, network=nn.Sigmoid())": "sigmoid",
    "monai.inferers.SimpleInferer()(x, lambda image: nn.Linear(3, 3)(image))": "logits",
    "monai.inferers.SimpleInferer()(x, option)": "unknown",
    "monai.inferers.sliding_window_inference(x, 64, 4, nn.Sigmoid())": "sigmoid",
    "monai.inferers.sliding_window_inference(x, 64, 4, predictor=nn.Linear(3, 3), mode='gaussian')": "logits",
    "monai.inferers.sliding_window_inference(x, 64, 4, nn.Linear(3, 3), process_fn=option)": "unknown",
    "nets.resnet18(feed_forward=False)(x)": "unknown",
    "nets.AHNet(out_channels=3)(x)": "logits",
    "nets.HighResNet(2, 1, 3)(x)": "nonnegative",
    'nets.HighResNet(2, 1, 3, acti_type="prelu")(x)': "unknown",
    "nets.MedNeXt(3, 32, 1, 2)(x)": "logits",
    "nets.MedNextSmall(3, 1, 2)(x)": "logits",
    "nets.MedNeXtL(3, 1, 2, deep_supervision=True)(x)": "unknown",
    "nets.SegResNetDS(3, 8, 1, 2)(x)": "logits",
    "nets.SegResNetDS(3, 8, 1, 2, dsdepth=4)(x)": "unknown",
    "nets.LocalNet(3, 2, 16, (0, 1, 2))(x)": "logits",
    'nets.LocalNet(3, 2, 16, (0, 1, 2), out_activation="sigmoid")(x)': "unknown",
    "nets.Transchex(1, (32, 32), 8, 3, 2, 2, 2)(x)": "logits",
    "nets.VoxelMorph()(x, y)[1]": "real",
    "nets.VarFullyConnectedNet(4, 3, 2, (4, 8), (8, 4))(x)[0]": "sigmoid",
    "monai.transforms.Activations(sigmoid=True)(scores)": "sigmoid",
    "monai.transforms.Activations(softmax=True)(scores)": "softmax",
    "monai.transforms.Activations()(scores, softmax=True)": "softmax",
    "monai.transforms.Activations()(scores)": "logits",
    "monai.transforms.Activations(sigmoid=bool(option))(scores)": "unknown",
    "monai.transforms.Activations(sigmoid=True, other=torch.log)(scores)": "unknown",
    "monai.transforms.AsDiscrete(argmax=True)(scores)": "hard",
    "monai.transforms.AsDiscrete(threshold=0.5)(sigmoid)": "hard",
    "monai.transforms.AsDiscrete()(sigmoid)": "sigmoid",
    "torchvision.ops.MLP(3, [8, 4])(x)": "logits",
    "torchvision.ops.DeformConv2d(3, 4, 3)(x, y)": "logits",
    "torchvision.ops.FrozenBatchNorm2d(3)(sigmoid)": "real",
    "torchvision.ops.Permute([0, 2, 1])(sigmoid)": "sigmoid",
    "torchvision.ops.StochasticDepth(0.1, 'row')(scores)": "logits",
    "xresnet18(n_out=3)(x)": "logits",
    "xse_resnext50(3)(x)": "logits",
    "Flatten()(softmax)": "softmax",
    "LinBnDrop(3, 4)(x)": "logits",
    "LinBnDrop(3, 4, act=nn.Tanh())(x)": "tanh",
    "LinBnDrop(3, 4, lin_first=True)(x)": "unknown",
    "ConvLayer(3, 4)(x)": "nonnegative",
    "ConvLayer(3, 4, act_cls=None)(x)": "unknown",
    "ConvLayer(3, 4, act_cls=None, norm_type=None)(x)": "logits",
    "SigmoidRange(0, 1)(scores)": "sigmoid",
    "SigmoidRange(0, 5.5)(scores)": "unknown",
    "create_head(512, 3)(x)": "logits",
    "create_head(512, 3, bn_final=True)(x)": "unknown",
    "create_head(512, 3, y_range=(0, 1))(x)": "unknown",
    "TabularModel([], 3, 2, [8])(x, y)": "logits",
    "TabularModel([], 3, 1, [8], y_range=(0, 1))(x, y)": "unknown",
    "DynamicUnet(option, 2, (64, 64))(x)": "logits",
    "DynamicUnet(option, 2, (64, 64), y_range=(0, 1))(x)": "unknown",
    "x_transformers.TransformerWrapper(num_tokens=9, max_seq_len=8, attn_layers=option)(x)": "logits",
    "x_transformers.TransformerWrapper(num_tokens=9, max_seq_len=8, attn_layers=option, mixture_of_softmax=True)(x)": "log-softmax",
    "x_transformers.TransformerWrapper(num_tokens=9, max_seq_len=8, attn_layers=option)(x, return_embeddings=True)": "unknown",
    "x_transformers.TransformerWrapper(num_tokens=9, max_seq_len=8, attn_layers=option)(x, return_mems=True)[0]": "logits",
    "x_transformers.TransformerWrapper(num_tokens=9, max_seq_len=8, attn_layers=option, num_output_heads=2)(x)": "unknown",
    "x_transformers.ViTransformerWrapper(image_size=32, patch_size=8, num_classes=3, attn_layers=option)(x)": "logits",
    "x_transformers.ViTransformerWrapper(image_size=32, patch_size=8, attn_layers=option)(x)": "unknown",
    "x_transformers.ContinuousTransformerWrapper(dim_in=3, dim_out=4, max_seq_len=8, attn_layers=option)(x)": "logits",
    "x_transformers.ContinuousTransformerWrapper(dim_in=3, max_seq_len=8, attn_layers=option)(x)": "unknown",
    "nets.DynUNet(2, 1, 3, [3], [1], [2], deep_supervision=True)(x)": "unknown",
    "tg.GCNConv(3, 4)(x, y)": "logits",
    "tg.GATConv(3, 4)(x, y)": "logits",
    "tg.GATConv(3, 4)(x, y, return_attention_weights=True)[0]": "logits",
    "tg.SAGEConv(3, 4, normalize=True)(x, y)": "normalized",
    "tg.GINConv(nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 4)))(x, y)": "logits",
    "tg.GINConv(nn.Sequential(nn.Linear(3, 4), nn.ReLU()), train_eps=True)(x, y)": "nonnegative",
    "tg.GINEConv(nn.Sequential(nn.Linear(3, 4), nn.Sigmoid()))(x, y, y)": "sigmoid",
    "tg.GINConv(option)(x, y)": "unknown",
    "tg.APPNP(K=10, alpha=0.1)(scores, y)": "logits",
    "tg.APPNP(K=10, alpha=0.1)(softmax, y)": "unknown",
    "tg.LGConv()(scores, y)": "real",
    "tg.SimpleConv()(scores, y)": "real",
    'tg.SimpleConv(combine_root="cat")(scores, y)': "unknown",
    "tg.AGNNConv()(scores, y)": "logits",
    "tg.AGNNConv()(softmax, y)": "unknown",
    "tg.ARMAConv(3, 4)(x, y)": "nonnegative",
    "tg.ARMAConv(3, 4, act=None)(x, y)": "logits",
    "tg.ARMAConv(3, 4, act=nn.Tanh())(x, y)": "tanh",
    "tg.ARMAConv(3, 4, act=option)(x, y)": "unknown",
    "tg.FiLMConv(3, 4)(x, y)": "nonnegative",
    "tg.FiLMConv(3, 4, act=None)(x, y)": "logits",
    "tg.EdgeConv(nn.Linear(6, 4))(x, y)": "logits",
    "tg.EdgeConv(nn.Sequential(nn.Linear(6, 4), nn.Softmax(1)))(x, y)": "unit-interval",
    'tg.EdgeConv(nn.Linear(6, 4), aggr="mean")(x, y)': "logits",
    'tg.EdgeConv(nn.Linear(6, 4), aggr="add")(x, y)': "real",
    "tg.EdgeConv(nn.Linear(6, 4), aggr=option)(x, y)": "unknown",
    "tg.DynamicEdgeConv(nn.Sequential(nn.Linear(6, 4), nn.ReLU()), k=6)(x)": "nonnegative",
    "tg.PointNetConv(nn.Linear(6, 4))(x, y, y)": "logits",
    "tg.PointNetConv(nn.Tanh(), nn.Linear(6, 4))(x, y, y)": "logits",
    "tg.PointNetConv(option, global_nn=option)(x, y, y)": "unknown",
    "tg.NNConv(3, 4, nn.Linear(2, 12))(x, y, y)": "logits",
    "tg.PNAConv(3, 4, ['mean'], ['identity'], option)(x, y)": "logits",
    "tg.GENConv(3, 4)(x, y)": "logits",
    "tg.RGATConv(3, 4, 2)(x, y)": "logits",
    "tg.RGATConv(3, 4, 2)(x, y, return_attention_weights=True)[0]": "logits",
    "tg.PANConv(3, 4, 2)(x, y)[0]": "logits",
    "tg.GatedGraphConv(4, 2)(x, y)": "real",
    "tg.GeneralConv(3, 4, l2_normalize=True)(x, y)": "normalized",
    "tg.DirGNNConv(tg.GCNConv(3, 4))(x, y)": "logits",
    "tg.DenseGCNConv(3, 4)(x, y)": "logits",
    "tg.DenseSAGEConv(3, 4, normalize=True)(x, y)": "normalized",
    "tg.DenseGINConv(nn.Sequential(nn.Linear(3, 4), nn.Tanh()))(x, y)": "tanh",
    "tg.MeshCNNConv(3, 4, option)(x, y)": "unknown",
    'tg.Sequential("x, e", [(tg.GCNConv(3, 8), "x, e -> x"), nn.ReLU(), nn.Linear(8, 4)])(x, y)': "logits",
    'tg.Sequential("x, e", [(tg.GCNConv(3, 8), "x, e -> x"), nn.ReLU()])(x, y)': "nonnegative",
    'tg.Sequential("x, e", [nn.ReLU(), (tg.GCNConv(3, 8), "x, e -> x")])(x, y)': "logits",
    'tg.Sequential("x, e", [nn.Linear(3, 4), (nn.LogSoftmax(dim=1), "x -> x")])(x, y)': "log-softmax",
    'tg.Sequential("x, e", option)(x, y)': "unknown",
    "tg.GCN(3, 8, 2, 4)(x, y)": "logits",
    "tg.PNA(3, 8, 2, 4)(x, y)": "logits",
    "tg.EdgeCNN(3, 8, 2, 4)(x, y)": "logits",
    "tg.models.SGFormer(3, 8, 4)(x, y, None)": "log-softmax",
    "tg.models.Polynormer(3, 8, 4)(x, y, None)": "log-softmax",
    "tg.LightGCN(9, 4, 2)(y)": "real",
    "tg.LightGCN(9, 4, 2).predict_link(y, prob=True)": "sigmoid",
    "tg.LightGCN(9, 4, 2).predict_link(y)": "hard",
    "tg.SchNet()(x, y)": "logits",
    "tg.SchNet(dipole=True)(x, y)": "unknown",
    "tg.DimeNetPlusPlus(8, 1, 2, 4, 4, 4, 2, 2)(x, y)": "logits",
    "tg.models.ARLinkPredictor(3, 8)(x, y)": "sigmoid",
    "tg.SignedGCN(3, 8, 2).discriminate(x, y)": "log-softmax",
    "tg.ARGA(nn.Tanh(), nn.Linear(3, 1)).encode(x, y)": "tanh",
    "tg.GAE(nn.Tanh(), nn.Sigmoid()).decode(x, y)": "sigmoid",
    "tg.GAE(nn.Tanh()).decode(x, y)": "sigmoid",
    "tg.GAE(nn.Tanh()).decode(x, y, sigmoid=False)": "real",
    "tg.GAE(nn.Tanh()).decode(x, y, bool(option))": "unknown",
    'tg.GCN(3, 8, 2, jk="cat")(x, y)': "unknown",
    "tg.GAE(tg.GCNConv(3, 4)).encode(x, y)": "logits",
    "torch.quantization.DeQuantStub()(scores)": "logits",
    "torch.ao.quantization.QuantStub()(softmax)": "softmax",
    "tg.GAE(nn.Tanh())(x, y)": "tanh",
    "tg.GAE(option).encode(x, y)": "unknown",
    "tg.VGAE(nn.Tanh()).encode(x, y)": "unknown",
    "tg.InnerProductDecoder()(x, y)": "sigmoid",
    "tg.InnerProductDecoder()(x, y, sigmoid=False)": "real",
    "tg.GraphUNet(3, 8, 4, depth=3)(x, y)": "logits",
    "tg.AttentiveFP(3, 8, 4, 2, 2, 2)(x, y, y, y)": "logits",
    "tg.LINKX(9, 3, 8, 4, 2)(x, y)": "logits",
    "tg.PMLP(3, 8, 4, 2)(x, y)": "logits",
    "tg.models.RECT_L(3, 8)(x, y)": "logits",
    "torchaudio.models.Wav2Letter()(x)": "log-softmax",
    "torchaudio.models.DeepSpeech(3)(x)": "log-softmax",
    "transformers.BertForSequenceClassification(option)(x).logits": "logits",
    "transformers.BertForSequenceClassification(option)(x)[0]": "logits",
    "transformers.BertForSequenceClassification(option)(x, labels=y)[1]": "logits",
    'transformers.GPT2LMHeadModel(option)(x)["logits"]': "logits",
    "transformers.BertForQuestionAnswering(option)(x).end_logits": "logits",
    "transformers.BertModel(option)(x).last_hidden_state": "real",
    "transformers.BertModel(option)(x)[1]": "tanh",
    "transformers.models.bert.modeling_bert.BertOnlyMLMHead(option)(x)": "logits",
    "transformers.models.bert.modeling_bert.BertOnlyNSPHead(option)(x)": "logits",
    "transformers.models.bert.modeling_bert.BertPreTrainingHeads(option)(x, y)[1]": "logits",
    "transformers.models.bert.modeling_bert.BertPooler(option)(x)": "tanh",
    "transformers.models.roberta.modeling_roberta.RobertaClassificationHead(option)(x)": "logits",
    "transformers.ViTModel(option)(x).pooler_output": "unknown",
    'torch.hub.load("pytorch/vision:v0.10.0", "resnet18", pretrained=True)(x)': "logits",
    'torch.hub.load("pytorch/vision", option)(x)': "logits|real",
    'torch.hub.load(option, "resnet18")(x)': "unknown",
    "transformers.ASTForAudioClassification.from_pretrained(option)(x).logits": "logits",
    "vit_pytorch.ViT(image_size=32, patch_size=8, num_classes=3, dim=8, depth=1, heads=1, mlp_dim=8)(x)": "logits",
    "vit_pytorch.ViT(image_size=32, patch_size=8, num_classes=0, dim=8, depth=1, heads=1, mlp_dim=8)(x)": "unknown",
    "vit_pytorch.SimpleViT(num_classes=3)(x)": "logits",
    "vit_pytorch.cait.CaiT(num_classes=3)(x)": "logits",
    'pretrainedmodels.__dict__[option](num_classes=1000, pretrained="imagenet")(x)': "logits",
    "pretrainedmodels.se_resnet50()(x)": "logits",
    "dgl.nn.GraphConv(3, 4)(y, x)": "logits",
    "dgl.nn.GraphConv(3, 4, activation=torch.sigmoid)(y, x)": "unknown",
    "dgl.nn.pytorch.GATConv(3, 4, 2)(y, x)": "logits",
    "dgl.nn.pytorch.GATConv(3, 4, 2)(y, x, get_attention=True)": "unknown",
    "dgl.nn.pytorch.conv.SGConv(3, 4)(y, x)": "logits",
    "dgl.nn.ChebConv(3, 4, 2)(y, x)": "unknown",
    "diffusers.UNet2DModel()(x, y).sample": "logits",
    "diffusers.UNet2DModel.from_pretrained(option)(x, y, return_dict=False)[0]": "logits",
    "diffusers.AutoencoderKL()(x).sample": "logits",
    "diffusers.AutoencoderKL.from_config(option).decode(x, return_dict=False)[0]": "logits",
    "diffusers.AutoencoderKL.from_pretrained(option).decode(x).sample.clamp(-1, 1)": "real",
    "diffusers.AutoencoderKL().encode(x).latent_dist.sample()": "unknown",
    "diffusers.SD3Transformer2DModel.from_pretrained(option)(hidden_states=x, timestep=y, return_dict=False)[0]": "logits",
    "diffusers.FluxTransformer2DModel()(hidden_states=x, guidance=y).sample": "logits",
    "diffusers.DiTTransformer2DModel()(x, y, y).sample": "logits",
    "diffusers.PixArtTransformer2DModel()(x, y, y).sample.chunk(2, dim=1)[0]": "logits",
    "diffusers.WanTransformer3DModel()(x, y, y)[0]": "logits",
    "diffusers.UNet3DConditionModel()(x, y, y).sample": "logits",
    "diffusers.models.UNetSpatioTemporalConditionModel()(x, y, y, y).sample": "logits",
    "nets.PatchDiscriminator(2, 8, 1)(x)[-1]": "logits",
    "nets.PatchDiscriminator(2, 8, 1)(x)[0]": "logits|unknown",
    "nets.VQVAE(2, 1, 1)(x)[0]": "logits",
    'nets.VQVAE(2, 1, 1, output_act="sigmoid")(x)[0]': "unknown",
    'einops.rearrange(softmax, "b c -> (b c)")': "softmax",
    'einops.layers.torch.Rearrange("b c -> (b c)")(softmax)': "softmax",
    'einops.reduce(softmax, "b c -> b", "max")': "unknown",
}

# What wraps a model gives what the model gave: the model ends in a sigmoid.
WRAPPERS = (
    "accelerate.Accelerator().prepare(model)",
    "accelerate.Accelerator().prepare(model, optimizer)[0]",
    "accelerate.Accelerator().prepare(option, model, optimizer, x)[1]",
    "accelerate.Accelerator().unwrap_model(model)",
    "apex.amp.initialize(model)",
    'apex.amp.initialize(model, optimizer, opt_level="O1")[0]',
    "apex.parallel.convert_syncbn_model(model)",
    "apex.parallel.DistributedDataParallel(model)",
)

# A loss call, and the codes reported for it.
LOSSES = {
    "timm.loss.LabelSmoothingCrossEntropy(0.1)(softmax, y)": "LL101",
    "timm.loss.SoftTargetCrossEntropy()(sigmoid, y)": "LL106",
    "timm.loss.BinaryCrossEntropy()(sigmoid, y)": "LL102",
    "timm.loss.AsymmetricLossMultiLabel()(sigmoid, y)": "LL102",
    "timm.loss.JsdCrossEntropy()(softmax, y)": "LL101",
    'smp.losses.DiceLoss("binary")(sigmoid, y)': "LL102",
    'smp.losses.DiceLoss("binary")(scores, y)': "",
    'smp.losses.DiceLoss("multiclass")(softmax, y)': "LL101",
    'smp.losses.JaccardLoss(mode="multiclass", from_logits=False)(softmax, y)': "",
    'smp.losses.TverskyLoss("multilabel", from_logits=False)(scores, y)': "LL103",
    'smp.losses.FocalLoss("multiclass")(softmax, y)': "LL101",
    'smp.losses.LovaszLoss("multiclass")(softmax, y)': "LL101",
    "smp.losses.DiceLoss(option)(softmax, y)": "",
    "smp.losses.SoftBCEWithLogitsLoss()(sigmoid, y)": "LL102",
    "smp.losses.SoftCrossEntropyLoss(smooth_factor=0.1)(softmax, y)": "LL101",
    "smp.losses.MCCLoss()(scores, y)": "LL103",
    "smp.utils.losses.DiceLoss()(scores, y)": "LL103",
    'smp.utils.losses.DiceLoss(activation="sigmoid")(sigmoid, y)': "LL102",
    "ml.DiceLoss()(scores, y)": "LL103",
    "ml.DiceLoss()(sigmoid, y)": "",
    "ml.DiceLoss()(softmax, y)": "",  # it takes a distribution over the classes as well
    "ml.DiceLoss()(tanh, y)": "LL109",
    "ml.DiceLoss(sigmoid=True)(sigmoid, y)": "LL102",
    "ml.DiceLoss(sigmoid=True)(scores, y)": "",
    "ml.DiceLoss(to_onehot_y=True, softmax=True)(softmax, y)": "LL101",
    "ml.DiceLoss(to_onehot_y=True, softmax=True)(scores, y)": "",
    "ml.DiceLoss(sigmoid=bool(option))(scores, y)": "",
    "ml.DiceLoss(other_act=torch.tanh)(scores, y)": "",
    "ml.MaskedDiceLoss(sigmoid=True)(sigmoid, y, x)": "LL102",
    "ml.DiceCELoss(to_onehot_y=True, softmax=True)(softmax, y)": "LL101",
    "ml.DiceCELoss()(softmax, y)": "",
    "ml.DiceFocalLoss(sigmoid=True)(sigmoid, y)": "LL102",
    "ml.FocalLoss()(sigmoid, y)": "LL102",
    "ml.FocalLoss(use_softmax=True)(softmax, y)": "LL101",
    "ml.FocalLoss(to_onehot_y=True)(scores, y)": "",
    "ml.TverskyLoss()(scores, y)": "LL103",
    "ml.GeneralizedWassersteinDiceLoss(x)(softmax, y)": "LL101",
    'ml.PatchAdversarialLoss(criterion="bce")(sigmoid, True, True)': "LL102",
    "ml.PatchAdversarialLoss()(sigmoid, True, True)": "",
    "ml.SSIMLoss(2)(sigmoid, y)": "",
    "ml.AsymmetricUnifiedFocalLoss()(scores, y)": "",  # its page and its code do not agree
    "ml.AsymmetricUnifiedFocalLoss()(softmax, y)": "",
    "smp.losses.DiceLoss(smp.losses.BINARY_MODE)(sigmoid, y)": "LL102",
    "smp.losses.DiceLoss(smp.losses.MULTICLASS_MODE)(softmax, y)": "LL101",
    "smp.losses.DiceLoss(mode=smp.losses.MULTILABEL_MODE)(scores, y)": "",
    "torchvision.ops.sigmoid_focal_loss(sigmoid, y)": "LL102",
    "torchvision.ops.generalized_box_iou_loss(sigmoid, y)": "",
    "kornia.losses.kl_div_loss_2d(scores, y)": "LL103",
    "kornia.losses.js_div_loss_2d(softmax, y)": "",
    "kornia.losses.MS_SSIMLoss()(sigmoid, y)": "",
    "fastai.losses.BCELossFlat()(scores, y)": "LL103",
    "fastai.losses.BCELossFlat()(sigmoid, y)": "",
    "fastai.losses.MSELossFlat()(softmax, y)": "",
    "pytorch_metric_learning.losses.TripletMarginLoss(margin=0.1)(scores, y)": "",
    "pytorch_metric_learning.losses.ArcFaceLoss(10, 3)(softmax, y)": "",
    "catalyst.contrib.losses.MaskCrossEntropyLoss()(softmax, y, x)": "LL101",
    "catalyst.contrib.losses.SymmetricCrossEntropyLoss()(scores, y)": "LL103",
    "catalyst.contrib.losses.FocalLossBinary()(sigmoid, y)": "LL102",
    "catalyst.contrib.losses.FocalLossMultiClass()(scores, y)": "",
    "catalyst.contrib.losses.DiceLoss()(scores, y)": "LL103",
    "catalyst.contrib.losses.LovaszLossMultiClass()(softmax, y)": "",
    "kornia.losses.dice_loss(softmax, y)": "LL101",
    "kornia.losses.FocalLoss(0.5)(softmax, y)": "LL101",
    "kornia.losses.binary_focal_loss_with_logits(sigmoid, y)": "LL102",
    "kornia.losses.ssim_loss(sigmoid, y, 5)": "",
    "fastai.losses.CrossEntropyLossFlat()(softmax, y)": "LL101",
    "fastai.losses.BCEWithLogitsLossFlat()(sigmoid, y)": "LL102",
    "torchaudio.functional.rnnt_loss(softmax, y, x, x)": "LL101",
    "torchaudio.functional.rnnt_loss(scores, y, x, x, fused_log_softmax=False)": "LL104",
}


def analysed(folder: Path, program: str) -> tuple[str, set[str]]:
    """The output form at the program's last loss call, and the errors and warnings reported there."""
    (folder / "program.py").write_text(HEADER + program + "\n", encoding="utf-8")
    report = analyse([folder], cwd=folder)
    last = max(row.place.line for row in report.pairs)
    (row,) = [row for row in report.pairs if row.place.line == last]
    return row.output, {
        found.code for found in report.diagnostics if found.place.line == last and found.severity != "advice"
    }


@pytest.mark.parametrize("model", MODELS)
def test_what_a_model_gives(tmp_path: Path, model: str) -> None:
    output, _ = analysed(tmp_path, f"mse({model}, y)")
    assert output == MODELS[model]


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_what_wraps_a_model_gives_what_the_model_gave(tmp_path: Path, wrapper: str) -> None:
    made = (
        "model = nn.Sequential(nn.Linear(3, 3), nn.Sigmoid())\noptimizer = torch.optim.SGD(model.parameters(), 0.1)\n"
    )
    output, _ = analysed(tmp_path, f"{made}wrapped = {wrapper}\nmse(wrapped(x), y)")
    assert output == "sigmoid"


@pytest.mark.parametrize("call", LOSSES)
def test_what_a_loss_wants(tmp_path: Path, call: str) -> None:
    _, codes = analysed(tmp_path, call)
    assert codes == ({LOSSES[call]} - {""})


@pytest.mark.parametrize(
    ("model", "head"),
    [
        ('timm.create_model("resnet18")', "fc"),
        ('timm.create_model("efficientnet_b0")', "classifier"),
        ('timm.create_model("vit_base_patch16_224")', "head"),
        ('timm.create_model("swin_tiny_patch4_window7_224")', "head"),
        ('timm.create_model("convnext_tiny")', "head.fc"),
        ("nets.DenseNet121(2, 1, 3)", "class_layers.out"),
        ("nets.resnet18()", "fc"),
        ('nets.EfficientNetBN("efficientnet-b0")', "_fc"),
        ("nets.TorchVisionFCModel()", "fc"),
    ],
)
def test_a_replaced_head_replaces_the_result(tmp_path: Path, model: str, head: str) -> None:
    program = f"model = {model}\nmodel.{head} = nn.Sequential(nn.Linear(3, 1), nn.Sigmoid())\nbce(model(x), y)"
    output, codes = analysed(tmp_path, program)
    assert "sigmoid" in output.split("|")
    assert codes == set()


def test_a_module_of_lightning_is_a_module() -> None:
    for library in ("pytorch_lightning", "lightning", "lightning.pytorch", "pytorch_lightning.core.lightning"):
        assert KNOWLEDGE.is_subclass(f"{library}.LightningModule", "torch.nn.Module")


def test_a_project_module_of_lightning_calls_its_own_forward(tmp_path: Path) -> None:
    program = """
import pytorch_lightning as pl

class Lit(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 3)

    def forward(self, x):
        return self.layer(x).softmax(-1)

    def training_step(self, batch, index):
        inputs, labels = batch
        return ce(self(inputs), labels)
"""
    assert analysed(tmp_path, program) == ("softmax", {"LL101"})


# What a class makes of itself


@pytest.mark.parametrize(
    "name",
    [
        "efficientnet_pytorch.EfficientNet.from_name",
        "efficientnet_pytorch.EfficientNet.from_pretrained",
        "transformers.AutoModel.from_pretrained",
        "transformers.AutoModelForSequenceClassification.from_config",
        "transformers.BertModel.from_pretrained",
        "transformers.RobertaForSequenceClassification.from_pretrained",
    ],
)
def test_pretrained_models_are_made_by_their_class(name: str) -> None:
    cls, _, method = name.rpartition(".")
    summaries = KNOWLEDGE.method(cls, method)
    assert summaries is not None
    assert summaries[0].result == Returns(cls)
    assert summaries[0].parameters[0].name == "cls"


def heads() -> list[str]:
    """Every model of transformers that has a head of its own."""
    module = KNOWLEDGE._module("transformers")
    assert module is not None
    return sorted(name for name in module.exports if "For" in name or name.endswith("LMHeadModel"))


@pytest.mark.parametrize("name", heads())
def test_heads_give_raw_scores_and_the_loss_stands_before_them(name: str) -> None:
    forward = KNOWLEDGE.method(f"transformers.{name}", "forward")
    assert forward is not None
    graded = "start_positions" if name.endswith("QuestionAnswering") else "labels"
    without, with_labels = choose(forward, {}), choose(forward, {graded: 1})
    assert results(without) == [Carries(FormName.LOGITS)] * len(results(without)) != []
    assert results(with_labels) == [LossValue(), *results(without)]


def results(summary: Summary | None) -> list[object]:
    assert summary is not None
    assert isinstance(summary.result, Named)
    assert summary.result.positional
    return [result for _, result in summary.result.items]


def test_a_metric_is_no_objective() -> None:
    forward = KNOWLEDGE.method("torchmetrics.Metric", "forward")
    assert forward is not None
    assert forward[0].result == Nothing()


def test_the_libraries() -> None:
    assert {"apex", "einops", "fastai", "kornia", "lightning", "monai", "timm", "torch", "transformers"} <= set(
        LIBRARIES
    )
