"""monai.losses: losses."""

from monai.losses.adversarial_loss import PatchAdversarialLoss
from monai.losses.barlow_twins import BarlowTwinsLoss
from monai.losses.cldice import SoftclDiceLoss, SoftDiceclDiceLoss
from monai.losses.contrastive import ContrastiveLoss
from monai.losses.dice import DiceLoss, MaskedDiceLoss, GeneralizedDiceLoss, GeneralizedWassersteinDiceLoss, DiceCELoss, DiceFocalLoss, GeneralizedDiceFocalLoss, Dice, dice_ce, dice_focal, generalized_dice, generalized_dice_focal, generalized_wasserstein_dice
from monai.losses.focal_loss import FocalLoss
from monai.losses.giou_loss import BoxGIoULoss
from monai.losses.hausdorff_loss import HausdorffDTLoss, LogHausdorffDTLoss
from monai.losses.image_dissimilarity import LocalNormalizedCrossCorrelationLoss, GlobalMutualInformationLoss
from monai.losses.mcc_loss import MCCLoss
from monai.losses.nacl_loss import NACLLoss
from monai.losses.perceptual import PerceptualLoss
from monai.losses.spectral_loss import JukeboxLoss
from monai.losses.ssim_loss import SSIMLoss
from monai.losses.tversky import TverskyLoss
from monai.losses.unified_focal_loss import AsymmetricUnifiedFocalLoss
