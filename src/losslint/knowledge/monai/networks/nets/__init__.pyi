"""monai.networks.nets: networks."""

from monai.networks.nets.ahnet import AHNet, AHnet, Ahnet
from monai.networks.nets.attentionunet import AttentionUnet
from monai.networks.nets.autoencoder import AutoEncoder
from monai.networks.nets.autoencoderkl import AutoencoderKL
from monai.networks.nets.basic_unet import BasicUNet, BasicUnet, Basicunet, basicunet
from monai.networks.nets.basic_unetplusplus import BasicUNetPlusPlus, BasicUnetPlusPlus, BasicunetPlusPlus, basicunetplusplus
from monai.networks.nets.classifier import Classifier, Discriminator, Critic
from monai.networks.nets.densenet import DenseNet, DenseNet121, DenseNet169, DenseNet201, DenseNet264, Densenet, Densenet121, densenet121, Densenet169, densenet169, Densenet201, densenet201, Densenet264, densenet264
from monai.networks.nets.diffusion_model_unet import DiffusionModelEncoder, DiffusionModelUNet
from monai.networks.nets.dints import DiNTS
from monai.networks.nets.dynunet import DynUNet, DynUnet, Dynunet
from monai.networks.nets.efficientnet import EfficientNet, EfficientNetBN
from monai.networks.nets.flexible_unet import FlexUNet, FlexibleUNet
from monai.networks.nets.fullyconnectednet import FullyConnectedNet, VarFullyConnectedNet
from monai.networks.nets.generator import Generator
from monai.networks.nets.highresnet import HighResNet
from monai.networks.nets.mednext import MedNeXt, MedNext, MedNeXtS, MedNextS, MedNeXtSmall, MedNextSmall, MedNeXtB, MedNextB, MedNeXtBase, MedNextBase, MedNeXtM, MedNextM, MedNeXtMedium, MedNextMedium, MedNeXtL, MedNextL, MedNeXtLarge, MedNextLarge
from monai.networks.nets.milmodel import MILModel
from monai.networks.nets.netadapter import NetAdapter
from monai.networks.nets.patchgan_discriminator import MultiScalePatchDiscriminator, PatchDiscriminator
from monai.networks.nets.regressor import Regressor
from monai.networks.nets.regunet import LocalNet, RegUNet
from monai.networks.nets.resnet import ResNet, resnet10, resnet18, resnet34, resnet50, resnet101, resnet152, resnet200
from monai.networks.nets.segresnet import SegResNet, SegResNetVAE
from monai.networks.nets.segresnet_ds import SegResNetDS
from monai.networks.nets.senet import SENet, SENet154, SEResNet50, SEResNet101, SEResNet152, SEResNext50, SEResNext101
from monai.networks.nets.spade_autoencoderkl import SPADEAutoencoderKL
from monai.networks.nets.spade_diffusion_model_unet import SPADEDiffusionModelUNet
from monai.networks.nets.swin_unetr import SwinUNETR
from monai.networks.nets.torchvision_fc import TorchVisionFCModel
from monai.networks.nets.transchex import Transchex
from monai.networks.nets.transformer import DecoderOnlyTransformer
from monai.networks.nets.unet import UNet, Unet
from monai.networks.nets.unetr import UNETR
from monai.networks.nets.varautoencoder import VarAutoEncoder
from monai.networks.nets.vit import ViT
from monai.networks.nets.vitautoenc import ViTAutoEnc
from monai.networks.nets.vnet import VNet
from monai.networks.nets.voxelmorph import VoxelMorph
from monai.networks.nets.vqvae import VQVAE
