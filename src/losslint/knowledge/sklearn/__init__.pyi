"""scikit-learn: the metrics whose argument must be a probability or a score, and data before they become tensors."""
