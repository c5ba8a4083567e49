"""Every kind of event that the source can record, read from its syntax tree; nothing is run.

A kind is what `NewEvent` is given first. Where that is a variable, those who set it are read, and
where it is a parameter, those who call the function.
"""

from __future__ import annotations

import ast
import functools
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from tests.house.tree import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef


@functools.cache
def recorded() -> frozenset[str]:
    """Return every kind of event that this program can record."""
    return frozenset(Source(ROOT / "src" / "madoguchi").kinds())


class Source:
    """All modules of a package, with the calls and constants that kinds are looked up in."""

    def __init__(self, folder: Path) -> None:
        self._calls: dict[str, list[tuple[Path, Function | None, ast.Call]]] = defaultdict(list)
        self._constants: dict[str, list[ast.expr]] = defaultdict(list)
        for path in sorted(folder.rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            for statement in tree.body:
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                    self._constants[statement.targets[0].id].append(statement.value)
            for function, call in _calls(tree, None):
                self._calls[_name(call.func)].append((path, function, call))

    def kinds(self) -> set[str]:
        """Return every kind that some call of `NewEvent` can have."""
        return {
            kind
            for path, function, call in self._calls["NewEvent"]
            for kind in self._values(_given(call, 0, "kind"), path, function)
        }

    def _values(self, given: ast.expr | None, path: Path, function: Function | None) -> set[str]:
        match given:
            case ast.Constant(value=str() as text):
                return {text}
            case ast.IfExp():
                return self._values(given.body, path, function) | self._values(
                    given.orelse, path, function
                )
            case ast.JoinedStr():
                parts = [
                    self._values(
                        part.value if isinstance(part, ast.FormattedValue) else part, path, function
                    )
                    for part in given.values
                ]
                return {"".join(each) for each in product(*parts)}
            case ast.Attribute():
                return self._constant(given.attr, path)
            case ast.Name():
                if function is None:
                    return self._constant(given.id, path)
                set_here = {
                    value
                    for assigned in _assigned(function, given.id)
                    for value in self._values(assigned, path, function)
                }
                return set_here or self._passed(given.id, path, function)
        shown = "nothing" if given is None else ast.unparse(given)
        raise AssertionError(f"{path}: a kind of event that cannot be read: {shown}")

    def _constant(self, name: str, path: Path) -> set[str]:
        return {value for each in self._constants[name] for value in self._values(each, path, None)}

    def _passed(self, name: str, path: Path, function: Function) -> set[str]:
        """Return what callers give for a parameter: of this module, or by this module's name."""
        names = [argument.arg for argument in function.args.posonlyargs + function.args.args]
        if name not in names:
            return self._constant(name, path)
        found: set[str] = set()
        for caller, within, call in self._calls[function.name]:
            match call.func:
                case ast.Name():
                    ours = caller == path
                case ast.Attribute(value=ast.Name(id=module)):
                    ours = module == path.stem
                case _:
                    ours = False
            if ours:
                found |= self._values(_given(call, names.index(name), name), caller, within)
        return found


def _calls(tree: ast.AST, function: Function | None) -> Iterator[tuple[Function | None, ast.Call]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield function, node
        inside = node if isinstance(node, Function) else function
        yield from _calls(node, inside)


def _assigned(function: Function, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id == name:
                yield node.value
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for each, value in zip(target.elts, node.value.elts, strict=True):
                    if isinstance(each, ast.Name) and each.id == name:
                        yield value


def _given(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if place < len(call.args):
        return call.args[place]
    return next((word.value for word in call.keywords if word.arg == name), None)


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
    return ""
