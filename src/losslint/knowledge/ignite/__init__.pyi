"""ignite: engines that are handed a model and a loss."""

from ignite import engine
