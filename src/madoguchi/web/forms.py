"""What the API's forms say of themselves: each by its struct's docstring, fields by their names.

A field's name means one thing wherever it stands; `fields.json` says it once.
"""

from __future__ import annotations

import inspect
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from litestar.openapi.spec import Schema
from litestar.plugins import OpenAPISchemaPlugin

if TYPE_CHECKING:
    from litestar._openapi.schema_generation import SchemaCreator
    from litestar.typing import FieldDefinition

_FIELDS = Path(__file__).with_name("fields.json")
_FOR_CODERS = re.compile(
    r" \(see `rules\.\w+`\)"
    r"| ?The fields (but `\w+` )?stand in the order of [^.]*(\.\w+`)?\."
)
"""What a docstring says to whoever reads the code alone."""


class Docstrings(OpenAPISchemaPlugin):
    """Gives each form its struct's docstring, which the framework's own plugin leaves out."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Say whether this is a struct."""
        return not field_definition.is_union and field_definition.is_subclass_of(msgspec.Struct)

    def to_openapi_schema(
        self, field_definition: FieldDefinition, schema_creator: SchemaCreator
    ) -> Schema:
        """Return what the framework makes of a struct, with its words."""
        inner = next(
            plugin
            for plugin in schema_creator.plugins
            if plugin is not self and schema_creator.plugin_supports_field(plugin, field_definition)
        )
        made = inner.to_openapi_schema(field_definition, schema_creator)
        assert isinstance(made, Schema)
        made.description = _told(inspect.getdoc(field_definition.type_) or "")
        return made


@cache
def meanings() -> dict[str, str]:
    """Return what fields mean, by their names; `Form.name` is what one means in one form alone."""
    told: dict[str, str] = json.loads(_FIELDS.read_text("utf-8"))
    return told


def explain(schemas: dict[str, Any]) -> None:
    """Put words to the fields of a description's forms that have none of their own."""
    for name, schema in schemas.items():
        for field, value in schema.get("properties", {}).items():
            meaning = meanings().get(f"{schema.get('title', name)}.{field}", meanings().get(field))
            if meaning is not None:
                value.setdefault("description", meaning)


def _told(docstring: str) -> str:
    """Return a docstring as readers of JSON need it, a paragraph on a line."""
    told = _FOR_CODERS.sub("", re.sub(r"(?<!\n)\n(?!\n)", " ", docstring))
    return re.sub(r"\bNone\b", "null", told).strip()
