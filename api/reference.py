"""The OpenAPI description as rows of a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A parameter or a field of a body or an answer."""

    name: str
    kind: str
    label: str
    required: bool


@dataclass(frozen=True)
class Operation:
    """One operation as the page draws it."""

    method: str
    path: str
    summary: str
    parameters: list[Part]
    body: list[Part]
    answer: list[Part]
    statuses: str


def groups(description: dict) -> list[tuple[str, list[Operation]]]:
    """Return [(resource, its operations), …] in the order of the description."""
    found: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method, told in methods.items():
            [tag] = told["tags"]
            found.setdefault(tag, []).append(operation(description, method, path, told))
    return list(found.items())


def operation(description, method, path, told) -> Operation:
    good = next(s for s in sorted(told["responses"], key=str) if str(s) < "3")
    return Operation(
        method.upper(),
        path,
        told["summary"],
        [
            Part(p["name"], kind_of(p["schema"]), str(p.get("description", "")), p["required"])
            for p in told["parameters"]
            if p["in"] != "path"
        ],
        parts(description, told.get("requestBody", {})),
        parts(description, told["responses"][good]),
        ", ".join(str(status) for status in told["responses"]),
    )


def parts(description, holder) -> list[Part]:
    """Return the fields of a body or of an answer."""
    schema = holder.get("content", {}).get("application/json", {}).get("schema", {})
    schema = resolved(description, schema)
    needed = schema.get("required", ())
    return [
        Part(name, kind_of(kind), str(kind.get("title", "")), name in needed)
        for name, kind in schema.get("properties", {}).items()
    ]


def resolved(description, schema) -> dict:
    """Follow a reference, also one of several choices."""
    for choice in schema.get("anyOf", ()):
        if "$ref" in choice:
            schema = choice
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return description["components"]["schemas"][name]
    return schema


def kind_of(schema) -> str:
    """Return a type in a few words: "string (date)", "integer, string"."""
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value not in (None, ""))
    kinds = schema.get("type", "object")
    kinds = [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null"]
    more = f" ({schema['format']})" if "format" in schema else ""
    return ", ".join(kinds) + more
