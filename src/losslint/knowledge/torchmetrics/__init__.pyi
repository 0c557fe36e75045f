"""torchmetrics: a metric is no objective: nothing is said of its values."""

from torchmetrics.metric import Metric
