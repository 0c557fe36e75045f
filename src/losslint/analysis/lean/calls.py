"""Calls, for the name graph: what is called under which name, and what is handed to it. Floor 3; knows syntax, no values."""

from __future__ import annotations

import ast

from losslint.analysis.arrivals import NAMESPACES
from losslint.analysis.delegated import DELEGATING, HANDING, Each, beside, delegated
from losslint.analysis.lean.naming import BORING, Naming
from losslint.analysis.lean.sources import NOTHING, Sources, merged
from losslint.analysis.names import Called, GivenMethod, Owner, bare, called_name
from losslint.analysis.scope import first_parameter

STORING = frozenset(("append", "add", "update", "extend", "register", "setdefault", "add_module", "insert"))
PLACING = frozenset(("append", "extend", "insert", "add_module"))  # layers, in a list of them
FILLING = frozenset(("setdefault", "update"))
NAMING = frozenset(("setattr", "add_module", "register_module", "register_buffer", "register_parameter"))
FORWARDING = frozenset(("forward", "__call__"))
STANDING = frozenset((*FORWARDING, "value"))  # `Kind.soft.value()` is called as `Kind.soft` is
BACKWARD = frozenset(("backward", "manual_backward"))
MEANING = NAMING | STANDING | BACKWARD | STORING
LOOKING_UP = frozenset(("getattr", "__getattribute__", "get"))


def class_of(name: str, owner: Owner) -> str | None:
    """The class that `cls` stands for in a class method: `cls(...)` makes an object of it."""
    node = owner.node
    if owner.parent is None or not isinstance(owner.parent.node, ast.ClassDef) or first_parameter(node) != name:
        return None
    decorators = getattr(node, "decorator_list", ())
    is_class_method = any(isinstance(d, ast.Name) and d.id == "classmethod" for d in decorators)
    return owner.parent.node.name if is_class_method else None


class Calls(Naming):
    """The calls of one file."""

    def call(self, node: ast.Call, owner: Owner) -> Sources:
        func, is_method, plain = node.func, False, ""
        if isinstance(func, ast.Attribute):
            is_method, plain = True, func.attr
        elif isinstance(func, ast.Name):
            plain = func.id
        if plain in DELEGATING and (led_to := delegated(node)) is not None:
            return self.delegating(node, led_to, owner)
        held = self.called(func, owner)
        same, made, inside = held if is_method else ([], held[0], [])
        name = f".{plain}" if is_method else self.callee(func, owner)
        given = [self.sources(argument, owner) for argument in node.args]
        keywords = [self.sources(keyword.value, owner) for keyword in node.keywords]
        if isinstance(func, ast.Lambda):
            self.graph.called_lambdas[func] = Called(node, owner)
        if name is None:
            return merged([(same, made, inside), *given, *keywords])
        plain = plain or name.partition("@")[0]
        self.register(node, name, plain, given, owner)
        if isinstance(func, ast.Call):
            self.on_the_spot(node, held, name, owner)
        if given or keywords:
            self.arguments(node, name, given, keywords, owner)
            if plain in HANDING:
                self.handing(node, given, keywords, owner)
            filled = [source for source in (*given, *keywords) if source is not NOTHING]
            if filled:
                made, inside = list(made), list(inside)
            for source in filled:
                inside += [(s, name) for s in source[0]]
                inside += source[2]
                made += source[1]
        if plain in LOOKING_UP and (found := self.looked_up(node, owner)):
            return merged([([found], [], []), *given[2 if plain == "getattr" else 1 :]])
        if is_method or plain not in BORING:
            made = [*made, *(held[0] if plain == "value" else ()), name]
        return same, made, inside

    def called(self, func: ast.expr, owner: Owner) -> Sources:
        """What stands in front of the arguments: `model` of `model.to(device)`, `A` of `{"a": A}[key]()`."""
        if isinstance(func, ast.Name):
            return NOTHING
        return self.sources(func.value if isinstance(func, ast.Attribute) else func, owner)

    def delegating(self, node: ast.Call, led_to: ast.Call, owner: Owner) -> Sources:
        """What a library is told to call is called here; the other arguments go nowhere."""
        self.call(led_to, owner)
        taken = {led_to.func, *led_to.args, *(k.value for k in led_to.keywords)}
        taken |= {a.value for a in led_to.args if isinstance(a, ast.Starred)}
        for argument in (*node.args, *(k.value for k in node.keywords)):
            if argument not in taken and not taken.intersection(getattr(argument, "elts", ())):
                self.sources(argument, owner)
        name = self.callee(node.func, owner)
        if name is not None:
            self.graph.calls[name].append(Called(node, owner))
        return NOTHING

    def handing(self, node: ast.Call, given: list[Sources], keywords: list[Sources], owner: Owner) -> None:
        """What a library may be told to call: it is called, with what is handed over."""
        led_to = beside(node)
        name = None if led_to is None else self.callee(led_to.func, owner)
        if led_to is None or name is None or name in BORING:
            return
        self.graph.led_to[name].append(Called(led_to, owner))
        known = dict(zip((*node.args, *node.keywords), (*given, *keywords), strict=True))
        whole = merged([*given, *keywords])

        def source(argument: ast.expr | ast.keyword) -> Sources:
            inner = argument.value if isinstance(argument, ast.Starred) else argument
            return known.get(inner.value if isinstance(inner, Each) else inner, whole)

        self.arguments(led_to, name, [source(a) for a in led_to.args], [source(k) for k in led_to.keywords], owner)

    def register(self, node: ast.Call, name: str, plain: str, given: list[Sources], owner: Owner) -> None:
        """The call under its name, and what it does beside: stores, backward."""
        graph = self.graph
        called = Called(node, owner)
        graph.calls[name].append(called)
        func = node.func
        if isinstance(func, ast.Name) and func.id == self.receiver_of(owner):
            cls = class_of(func.id, owner)
            if cls is not None:
                graph.calls[cls].append(called)
        if plain not in MEANING:
            return
        if plain in NAMING and len(node.args) >= 2:
            label = node.args[1] if plain == "setattr" else node.args[0]
            if plain == "setattr" and len(node.args) == 3:
                self.setting(node, label, owner)
            if isinstance(label, ast.Constant) and isinstance(label.value, str):
                holder = node.args[0] if plain == "setattr" else getattr(func, "value", func)
                self.store(label.value, holder, owner)
                self.edge(given[-1], f".{label.value}")
        if not isinstance(func, ast.Attribute):
            return
        if plain in STANDING:
            for alias in self.receivers(func.value, owner):
                graph.calls[alias].append(called)
        elif plain in BACKWARD:
            graph.backwards.append(called)
        elif plain in STORING:
            self.filled(func, plain, owner)
            receiver = self.callee(func.value, owner)
            if receiver and plain in FILLING:
                self.graph.tables[bare(receiver)].append(owner)
            if receiver:
                for source in given:
                    self.edge(source, receiver)

    def setting(self, node: ast.Call, label: ast.expr, owner: Owner) -> None:
        """`setattr(Net, "forward", function)`, `setattr(cls, function.__name__, function)` in a decorator."""
        if not isinstance(label, ast.Attribute):
            self.given(node, node.args[0], node.args[2], owner)
        elif label.attr == "__name__":
            around: Owner | None = owner
            while around is not None:
                self.graph.attachers.add(getattr(around.node, "name", ""))
                around = around.parent

    def given(self, node: ast.Assign | ast.Call, target: ast.expr, value: ast.expr, owner: Owner) -> None:
        """What may make a method of a function: it is set in what need not be an object of the function's own."""
        cls, function = ((called_name(part) or "").lstrip(".") for part in (target, value))
        if cls and function and cls != self.receiver_of(owner):
            self.graph.given_methods.append(GivenMethod(node, owner, cls, function))

    def filled(self, func: ast.Attribute, plain: str, owner: Owner) -> None:
        """`net.classifier.add_module("7", layer)` changes what `net` holds; that `self` holds it, its class says."""
        held = func.value
        if not isinstance(held, ast.Attribute):
            return
        if isinstance(held.value, ast.Name) and held.value.id == self.receiver_of(owner):
            self.graph.stores_own[held.attr].append(owner)
        elif plain in PLACING:
            self.store(held.attr, held.value, owner)

    def on_the_spot(self, node: ast.Call, held: Sources, name: str, owner: Owner) -> None:
        """`Loss().cuda()(a, b)` calls an object of `Loss`, `wrap(loss)(a, b)` what it wraps."""
        graph, (same, made, inside) = self.graph, held
        names = {*same, *(f"{m}()" for m in made), *(s for s, callee in inside if graph.may_hand_on(callee))}
        for other in sorted(names - {name}):
            graph.calls[other].append(Called(node, owner))

    def arguments(self, node: ast.Call, name: str, given: list[Sources], keywords: list[Sources], owner: Owner) -> None:
        func = node.func
        callees = [name]
        if name == ".__init__" and isinstance(func, ast.Attribute):  # the parameters of the base classes are bound
            callees = self.receivers(func.value, owner)
        for callee in callees:
            for position, source in enumerate(given):
                argument = node.args[position]
                if not isinstance(argument, ast.Starred):
                    if source is not NOTHING:
                        self.passing(source, (callee, position), owner)
                elif not self.spreads(argument.value, callee, position, owner):
                    self.passing(source, (callee, f"*{position}"), owner)
            for keyword, source in zip(node.keywords, keywords, strict=True):
                if keyword.arg is not None:
                    if source is not NOTHING:
                        self.passing(source, (callee, keyword.arg), owner)
                elif not self.spreads(keyword.value, callee, 0, owner):
                    self.passing(source, (callee, "**"), owner)
        word = bare(name)
        if word == "partial" and node.args and (function := self.callee(node.args[0], owner)) is not None:
            for position, source in enumerate(given[1:]):
                self.passing(source, (function, position), owner)
            for keyword, source in zip(node.keywords, keywords, strict=True):
                self.passing(source, (function, keyword.arg or "**"), owner)
        if word == "namedtuple":
            self.named_fields(node)
        elif word in NAMESPACES:
            self.graph.held.update(k.arg for k in node.keywords if k.arg is not None)

    def spreads(self, star: ast.expr, callee: str, position: int, owner: Owner) -> bool:
        """Is it a star parameter of the function around: what it was given goes to the same places?"""
        arguments = getattr(owner.node, "args", None)
        if not isinstance(star, ast.Name) or not isinstance(arguments, ast.arguments):
            return False
        if star.id not in (getattr(arguments.vararg, "arg", None), getattr(arguments.kwarg, "arg", None)):
            return False
        self.graph.spread[self.graph.local(star.id, owner)].add((callee, position))
        return True

    def named_fields(self, node: ast.Call) -> None:
        """`namedtuple("Pair", "net criterion")`."""
        match node.args:
            case [ast.Constant(value=str(name)), ast.Constant(value=str(text)), *_]:
                fields = text.replace(",", " ").split()
            case [ast.Constant(value=str(name)), ast.List(elts=elements) | ast.Tuple(elts=elements), *_]:
                fields = [str(e.value) for e in elements if isinstance(e, ast.Constant)]
            case _:
                return
        self.graph.fields[name] = tuple(fields)
        self.graph.held.update(fields)
