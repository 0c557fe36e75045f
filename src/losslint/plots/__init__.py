"""What a mismatched pair does to the loss and to its error signal, as curves and as a drawing. Floor 5.

`curves` is the table of formulas, pure arithmetic; `drawing` needs matplotlib (the optional extra `plot`).
"""
