"""kornia.losses: losses."""

from kornia.losses.cauchy import cauchy_loss, CauchyLoss
from kornia.losses.charbonnier import charbonnier_loss, CharbonnierLoss
from kornia.losses.depth_smooth import inverse_depth_smoothness_loss, InverseDepthSmoothnessLoss
from kornia.losses.dice import dice_loss, DiceLoss
from kornia.losses.divergence import js_div_loss_2d, kl_div_loss_2d
from kornia.losses.focal import focal_loss, binary_focal_loss_with_logits, FocalLoss, BinaryFocalLossWithLogits
from kornia.losses.geman_mcclure import geman_mcclure_loss, GemanMcclureLoss
from kornia.losses.hausdorff import HausdorffERLoss, HausdorffERLoss3D
from kornia.losses.lovasz_hinge import lovasz_hinge_loss, LovaszHingeLoss
from kornia.losses.lovasz_softmax import lovasz_softmax_loss, LovaszSoftmaxLoss
from kornia.losses.ms_ssim import MS_SSIMLoss
from kornia.losses.mutual_information import mutual_information_loss, mutual_information_loss_2d, mutual_information_loss_3d, normalized_mutual_information_loss, normalized_mutual_information_loss_2d, normalized_mutual_information_loss_3d
from kornia.losses.psnr import psnr_loss, PSNRLoss
from kornia.losses.ssim import ssim_loss, SSIMLoss
from kornia.losses.ssim3d import ssim3d_loss, SSIM3DLoss
from kornia.losses.tversky import tversky_loss, TverskyLoss
from kornia.losses.welsch import welsch_loss, WelschLoss
