"""torchmetrics: a metric is no objective: nothing is said of its values."""

from torchmetrics.classification import AUROC, ROC, AveragePrecision, PrecisionRecallCurve
from torchmetrics.metric import Metric
