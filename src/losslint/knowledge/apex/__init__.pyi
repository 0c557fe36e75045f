"""apex: mixed precision and parallel training; it wraps models and leaves what they give alone."""

from apex import amp, parallel
