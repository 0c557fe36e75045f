"""diffusers.models.autoencoders."""
