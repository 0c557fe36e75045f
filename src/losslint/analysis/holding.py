"""Which part of which module an object is: by where its holder makes it. Floor 3.

A class of the project stands for many layers: those of `self.first` and of `self.second` are built at one and the same place,
in the class of both. What tells them apart is the place where the module that holds them makes the two.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from losslint.analysis import classes
from losslint.analysis.frames import Frame
from losslint.analysis.things import Instance
from losslint.place import Place

if TYPE_CHECKING:
    from losslint.analysis.evaluator import Evaluator

MODULE = "torch.nn.Module"


def made_within(ev: Evaluator, frame: Frame) -> Place | None:
    """Where a module makes the object, or calls the function, in which this frame makes a layer; None for what scripts and
    other classes make: one network is the same whoever holds it."""
    site = frame.receiver.site if isinstance(frame.receiver, Instance) else frame.site
    if not isinstance(site, tuple) or not isinstance(site[0], ast.Call) or not isinstance(site[1], Frame):
        return None
    holder = site[1].receiver
    if not isinstance(holder, Instance):
        return None
    is_module = any(ev.knowledge.is_subclass(base, MODULE) for base in classes.library_bases(ev, holder.cls))
    return site[1].file.place(site[0]) if is_module else None
