"""Check a value against as much of JSON Schema as the API's document uses; anything else in a schema is an error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

SAID = {"description", "default"}
KNOWN = SAID | {
    "type", "properties", "required", "items", "enum", "anyOf", "$ref", "minimum", "maximum", "format",
}  # fmt: skip
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def faults(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "") -> Iterator[str]:
    """Say where a value and its schema part; an object must have exactly the properties described."""
    assert set(schema) <= KNOWN, f"{at}: the checker does not know {set(schema) - KNOWN}"
    if "$ref" in schema:
        yield from faults(value, resolve(schema["$ref"], document), document, at)
        return
    if "anyOf" in schema:
        ways = [list(faults(value, way, document, at)) for way in schema["anyOf"]]
        if all(ways):
            yield from ways[0]
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(fits(value, name) for name in names):
            yield f"{at}: {value!r} is no {names}"
            return
    yield from _inside(value, schema, document, at)


def _inside(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(value, dict) and "properties" in schema:
        described = schema["properties"]
        for name in sorted(set(value) - set(described)):
            yield f"{at}.{name} is not described"
        for name in sorted(set(schema.get("required", ())) - set(value)):
            yield f"{at}.{name} is missing"
        for name in set(value) & set(described):
            yield from faults(value[name], described[name], document, f"{at}.{name}")
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from faults(item, schema["items"], document, f"{at}[{number}]")
    if fits(value, "number") and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{at}: {value} is out of bounds"
    if schema.get("format") == "date-time" and isinstance(value, str) and not is_utc(value):
        yield f"{at}: {value!r} is no moment in UTC"


def is_utc(text: str) -> bool:
    """Tell whether a text is a moment in UTC, marked as such."""
    return text.endswith("Z") and datetime.fromisoformat(text).utcoffset() is not None


def fits(value: Any, name: str) -> bool:
    """Tell whether a value is of a type of JSON Schema."""
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def resolve(reference: str, document: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference within the document."""
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    assert isinstance(found, dict)
    return found
