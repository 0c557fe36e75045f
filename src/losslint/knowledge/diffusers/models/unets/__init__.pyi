"""diffusers.models.unets."""
