"""The reference page: an OpenAPI description as one quiet page of HTML, without any script."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from html import escape
from typing import Any

Schema = dict[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")


def page(schema: Schema) -> str:
    """Return the page: its contents by tag, every operation, every form that is named."""
    groups: dict[str, list[tuple[str, str, Schema]]] = defaultdict(list)
    for path, methods in sorted(schema["paths"].items()):
        for method in _METHODS:
            if operation := methods.get(method):
                groups[(operation.get("tags") or ["Other"])[0]].append((method, path, operation))
    forms = schema.get("components", {}).get("schemas", {})
    contents = "".join(
        f'<li><a href="#{_anchor(tag)}">{escape(tag)}</a></li>' for tag in sorted(groups)
    )
    sections = "".join(
        f'<section id="{_anchor(tag)}"><h2>{escape(tag)}</h2>'
        + "".join(_operation(*each) for each in operations)
        + "</section>"
        for tag, operations in sorted(groups.items())
    )
    named = "".join(_form(name, form) for name, form in sorted(forms.items()))
    info = schema["info"]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])} API</title>"
        '<link rel="stylesheet" href="/static/reference.css">'
        f"<nav><h1>{escape(info['title'])} API <small>{escape(info['version'])}</small></h1>"
        f'<ul>{contents}<li><a href="#forms">Forms</a></li></ul>'
        '<p><a href="openapi.json">openapi.json</a></p></nav>'
        f"<main>{_prose(info.get('description', ''))}{sections}"
        f'<section id="forms"><h2>Forms</h2>{named}</section></main></html>'
    )


def _prose(text: str) -> str:
    return "".join(f"<p>{_words(paragraph)}</p>" for paragraph in text.split("\n\n") if paragraph)


_MARKED = ((r"`([^`]+)`", r"<code>\1</code>"), (r"\*\*([^*]+)\*\*", r"<b>\1</b>"))


def _words(text: str) -> str:
    """Return a description, with the little markup that ours have, as HTML."""
    shown = escape(text)
    for mark, element in _MARKED:
        shown = re.sub(mark, element, shown)
    return re.sub(r"(?<![\w*])\*([^*<>]+)\*(?![\w*])", r"<i>\1</i>", shown)


def _operation(method: str, path: str, operation: Schema) -> str:
    parameters = "".join(_parameter(each) for each in operation.get("parameters", ()))
    parts = [
        f"<article><h3><span class={method}>{method.upper()}</span> ",
        f"<code>{escape(path)}</code></h3>",
        f"<p><b>{escape(operation.get('summary', ''))}.</b> "
        f"{_words(operation.get('description', ''))}</p>",
    ]
    if parameters:
        parts.append(f"<table>{parameters}</table>")
    for kind, media in operation.get("requestBody", {}).get("content", {}).items():
        parts.append(f"<p>Takes {_type(media.get('schema', {}))} <small>{escape(kind)}</small></p>")
    for status, response in sorted(operation.get("responses", {}).items()):
        if status.startswith("2"):
            gives = [
                _type(media.get("schema", {})) for media in response.get("content", {}).values()
            ]
            parts.append(f"<p>{escape(status)} {' or '.join(gives) or '—'}</p>")
    return "".join([*parts, "</article>"])


def _parameter(parameter: Schema) -> str:
    needed = "" if parameter.get("required") else " <small>optional</small>"
    return (
        f"<tr><th><code>{escape(parameter['name'])}</code>{needed}</th>"
        f"<td>{escape(parameter['in'])}</td><td>{_type(parameter.get('schema', {}))}</td>"
        f"<td>{_words(parameter.get('description', ''))}</td></tr>"
    )


def _form(name: str, form: Schema) -> str:
    needed = set(form.get("required", ()))
    optional = " <small>optional</small>"
    rows = "".join(
        f"<tr><th><code>{escape(field)}</code>{'' if field in needed else optional}</th>"
        f"<td>{_type(value)}</td>"
        f"<td>{_words(value.get('description', ''))} {_default(value)}</td></tr>"
        for field, value in form.get("properties", {}).items()
    )
    about = _prose(form.get("description", ""))
    table = f"<table>{rows}</table>" if rows else f"<p>{_type(form)}</p>"
    return f'<article id="{_anchor(name)}"><h3>{escape(name)}</h3>{about}{table}</article>'


def _type(schema: Schema) -> str:
    if reference := schema.get("$ref"):
        name = str(reference).rsplit("/", 1)[-1]
        return f'<a href="#{_anchor(name)}">{escape(name)}</a>'
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return " or ".join(dict.fromkeys(_type(each) for each in schema[several])) or "any"
    if "enum" in schema:
        return ", ".join(f"<code>{escape(json.dumps(each))}</code>" for each in schema["enum"])
    kind = schema.get("type", "any")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"map to {_type(schema['additionalProperties'])}"
    shown = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return escape(f"{shown} ({schema['format']})" if "format" in schema else shown)


def _default(schema: Schema) -> str:
    if "default" not in schema:
        return ""
    return f"<small>else</small> <code>{escape(json.dumps(schema['default']))}</code>"


def _anchor(name: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in name)
