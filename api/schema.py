"""The description of what goes in and out, read from forms and models, in the reader's language."""

from django import forms
from django.db import models
from pydantic import BaseModel, ConfigDict

from core import tagging
from core.fields import DictionaryChoice
from core.several import RelatedChoices
from core.tagging.forms import FIELD as TAGS

TEXT, NUMBER = {"type": "string"}, {"type": "string", "format": "decimal"}
RELATED = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "code": TEXT, "label": TEXT},
    "required": ["id", "label"],
}
OUT = (
    (models.ForeignKey, RELATED),
    (models.BooleanField, {"type": "boolean"}),
    (models.DecimalField, NUMBER),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.IntegerField, {"type": "integer"}),
    (models.AutoField, {"type": "integer"}),
)
IN = (
    (forms.BooleanField, {"type": "boolean"}),
    (DictionaryChoice, {"type": ["integer", "string"]}),
    (forms.ModelChoiceField, {"type": ["integer", "string"]}),
    (forms.DecimalField, {"type": ["number", "string"]}),
    (forms.IntegerField, {"type": "integer"}),
    (forms.DateTimeField, {"type": "string", "format": "date-time"}),
    (forms.DateField, {"type": "string", "format": "date"}),
    (forms.EmailField, {"type": "string", "format": "email"}),
    (RelatedChoices, {"type": "array", "items": {"type": ["integer", "string"]}}),
)


def described(name: str, properties, required=(), **more) -> type[BaseModel]:
    """Return a schema whose properties are worked out when it is asked for."""

    def fill(schema):
        schema.update(properties=properties(), required=list(required), **more)

    config = ConfigDict(extra="allow", json_schema_extra=fill)
    return type(name, (BaseModel,), {"model_config": config, "__doc__": None})


def kind_of(table, field) -> dict:
    return dict(next((kind for types, kind in table if isinstance(field, types)), TEXT))


def empty_too(kind: dict) -> dict:
    types = kind["type"] if isinstance(kind["type"], list) else [kind["type"]]
    return {**kind, "type": [*types, "null"]}


def of_column(field: models.Field) -> dict:
    """Describe a field of an answer."""
    kind = kind_of(OUT, field)
    if field.choices:
        kind["enum"] = [key for key, _label in field.flatchoices] + [""] * bool(field.blank)
    kind = empty_too(kind) if field.null else kind
    return {**kind, "title": str(field.verbose_name)}


def of_field(field: forms.Field) -> dict:
    """Describe a field of a body."""
    kind = kind_of(IN, field)
    plain = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
    if plain and field.choices:  # without any, each form finds its own
        kind["enum"] = [key for key, _label in field.choices]
    if getattr(field, "max_length", None):
        kind["maxLength"] = field.max_length
    if isinstance(field, forms.IntegerField) and not isinstance(field, forms.DecimalField):
        limits = {"minimum": field.min_value, "maximum": field.max_value}
        kind |= {name: limit for name, limit in limits.items() if limit is not None}
    kind = kind if field.required else empty_too(kind)
    if "enum" in kind and not field.required:
        kind["enum"].append(None)
    words = {"title": str(field.label or ""), "description": str(field.help_text)}
    return kind | {name: text for name, text in words.items() if text}


def fields_of(form) -> dict:
    return {n: f for n, f in form.base_fields.items() if not f.widget.is_hidden}


def answer_model(resource) -> type[BaseModel]:
    """Describe an answer: what the pages show."""

    def properties():
        found = {field.name: of_column(field) for field in resource.shown_to()}
        if tagging.table_of(resource.model):
            found[TAGS] = {"type": "array", "items": RELATED}
        found |= {each.name: {"type": "array", "items": RELATED} for each in resource.links()}
        if resource.lines:
            found[resource.lines.name] = {"type": "array", "items": line_answer(resource.lines)}
        return found

    return described(resource.model.__name__, properties, ["id", "version"])


def line_answer(lines) -> dict:
    fields = {field.name: field for field in lines.model._meta.concrete_fields}
    found = {n: of_column(fields[n]) if n in fields else NUMBER for n in lines.columns}
    return {"type": "object", "properties": found}


def body_model(resource, form_class, name: str, *, changes=False) -> type[BaseModel]:
    """Describe a body: what the form asks; a change needs the version and nothing else."""
    fields = fields_of(form_class)
    lines = resource.lines if form_class is resource.form else None
    required = [n for n, f in fields.items() if f.required and f.initial is None]

    def properties():
        found = {name: of_field(field) for name, field in fields.items()}
        if form_class is resource.form and tagging.table_of(resource.model):
            found[TAGS] = {"type": "array", "items": {"type": ["integer", "string"]}}
        if lines:
            inner = {n: of_field(f) for n, f in fields_of(lines.formset.form).items()}
            line = {"type": "object", "properties": inner, "additionalProperties": False}
            found[lines.name] = {"type": "array", "items": line, "maxItems": lines.formset.max_num}
        if changes:
            found["version"] = {"type": "integer", "minimum": 1}
        return found

    needed = ["version"] if changes else required
    firm = {} if form_class is not resource.form else {"patternProperties": {"^x_": {}}}
    return described(name, properties, needed, additionalProperties=False, **firm)


def page_model(resource, answer: type[BaseModel]) -> type[BaseModel]:
    """Describe a page of a list."""
    name = f"{resource.model.__name__}Page"
    extra = {"__annotations__": {"items": list[answer], "next": str | None}}
    return type(name, (BaseModel,), extra)


def problem_model() -> type[BaseModel]:
    texts = {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}}
    return described(
        "Problem",
        lambda: {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "request": TEXT,
            "errors": texts,
        },
        ["type", "title", "status", "detail"],
    )
