"""The live front end: real loss calls as observations. Floor 3.

In: the program's own calls of torch's loss functions while a probe is on. Out: for each of them a `LossCall`, the same that
the analysis of source gives, with the numbers of that call beside it (`trajectory.py`). Rules are not known here.
"""
