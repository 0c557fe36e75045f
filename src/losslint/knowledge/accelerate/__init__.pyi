"""accelerate: it wraps what it is given; models give what they gave."""

from accelerate.accelerator import Accelerator
