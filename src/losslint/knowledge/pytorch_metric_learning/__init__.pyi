"""pytorch_metric_learning: losses of embeddings."""

from pytorch_metric_learning import losses
