"""diffusers.models.transformers."""
