"""Every bound of the evaluator, in one place. Beyond a bound the answer is `unknown`, with the bound as its reason."""

from __future__ import annotations

ALTERNATIVES = 64  # of one value
PRODUCT = 256  # combinations of alternatives looked at in one operation
EXHAUSTED = 2  # loss calls that may use up their budget and be unknown still before the next get less
STEPS_AFTER = 400
ON_THE_WAY = 1_600  # questions asked for the conditions on the way to a loss call
SHARE = 5  # of the budget, which a question must have used up not to be asked again
WAY = 12  # of the budget: what the conditions on the way to one call may take
CALLEE_STEPS = 1_200  # questions asked to find out whether a callee is a loss at all
TARGET_STEPS = 700  # questions asked for what a loss grades against, beside the budget of its output
READER_STEPS = 1_000  # questions asked to find out whether one call reads the output that a fix changes
READERS_STEPS = 30_000  # the same for all calls together
OPERATION_STEPS = 80  # questions asked for the operand of one operation
GLANCE_STEPS = 80  # questions asked to see whether something that need not be a loss at all shows itself as one
FRUITLESS = 4  # callees on which that was used up and that were no loss, before the next get less
REFUSALS = 1.5  # times the budget, questions beyond it in all, before a root question that may be given up is
CALL_DEPTH = 24  # frames above a frame
QUERY_DEPTH = 400  # nested questions
STEPS = 5_000  # questions asked for one root query
ROUNDS = 4  # re-evaluations of a cycle's head
WAYS = 8  # ways that lead to what stands behind a store into a dict, looked at one by one
UNROLL = 16  # iterations of a loop over a known list or range
RECURSION = 2  # frames of the same function inside each other
NAMES = 400  # names that one thing is looked for under
NAMES_EACH = 4  # more for each name that it starts with: a thing of many objects
MODULE_HOPS = 4  # names that a module is handed on under, one after the other
ORIGINS = 40  # names that are looked at to find what is called under one name
ORIGIN_HOPS = 5  # names behind each other on that way
HOPS = 8  # names that a loss is handed on under, one after the other
WITHIN = 2  # times that one call is looked at inside itself for who calls a function
REGIONS = 6  # questions who calls whom inside each other
ABOVE = 2  # helpers, each with one caller, behind which that caller's calls are told apart
CALLERS = 64  # call sites that may lead to a function
SCANNED = 3_000  # calls by a name that may lead to a function, looked at as such
CANDIDATES = 64  # calls by other names that are looked at for one function's callers
INSTANCES = 24  # places where a class is instantiated
CONSTANTS = 8  # values of one constant before it widens
OPAQUES = 8  # things with an identity of which nothing else is known, in one value, before they are one unknown
ITEMS = 256  # elements of a list that are kept apart
EXPANSION = 64  # values bound to *args
SPLIT = 8  # objects of one class that a method is looked at one by one for, where together they say nothing
CHOICES = 3  # choices of configurations under which a loss call is asked again
CUT = 1 << 1000  # stands for a bound among the open questions that an answer hangs on
