"""The static front end (floor 3): from the project's syntax trees to observations.

`scope.py`       one function body -> which definitions reach which use, under which conditions
`names.py`       one lean pass per file -> who may be called by which identifier
`things.py`      what an expression may be: alternatives under guards
`evaluator.py`   asks for a value on demand, memoised, with cycles and bounds; the other files are its transfer functions
`sites.py`       finds the loss calls and asks
"""
