"""transformers.trainer_seq2seq."""

from transformers.trainer import Trainer

__canonical__ = "transformers"

class Seq2SeqTrainer(Trainer): ...
