"""A POST that is sent again: its description says what comes of it, and the code does so."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from madoguchi import app
from madoguchi.settings import Settings
from madoguchi.web.openapi import described
from tests.house.tree import files, text

ONCE = {"once", "once_for", "take", "take_received", "keep_received"}
"""What runs an operation once for each key."""


def handlers() -> Iterator[tuple[str, bool, bool]]:
    """Yield every POST of the API: its place, whether it honours a key, whether it says not to."""
    for path in files():
        if path.parts[:3] != ("src", "madoguchi", "web"):
            continue
        for function in ast.walk(ast.parse(text(path))) if path.suffix == ".py" else ():
            for given in getattr(function, "decorator_list", ()):
                match given:
                    case ast.Call(func=ast.Name(id="post"), keywords=words):
                        said = {word.arg: ast.unparse(word.value) for word in words}
                        if said.get("include_in_schema") != "False":
                            assert isinstance(function, ast.AsyncFunctionDef)
                            place = f"{path.name}: {function.name}"
                            yield place, honours(function), said.get("anew") == "True"


def honours(function: ast.AsyncFunctionDef) -> bool:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(call.func, ast.Name) and call.func.id in ONCE for call in calls)


def test_a_handler_honours_a_key_or_says_that_it_does_not() -> None:
    found = [*handlers()]
    assert len(found) > 100
    wrong = [place for place, kept, anew in found if not kept and not anew]
    assert not wrong, f"neither once(…) nor anew=True: {wrong}"


def test_the_description_lists_the_key_where_it_counts() -> None:
    posts = [
        (path, operation)
        for path, methods in described(app.create(Settings()))["paths"].items()
        for method, operation in methods.items()
        if method == "post"
    ]
    listed = {
        path
        for path, operation in posts
        if "Idempotency-Key" in {each["name"] for each in operation.get("parameters", ())}
    }
    assert "/api/v1/conversations" in listed
    assert len(listed) == sum(not anew for _, _, anew in handlers())
    assert not listed & {"/api/v1/session", "/api/v1/setup", "/chat/v1/attachments"}
