"""Model fields whose values may be masked, and the text that then stands in their place."""

from django.db import models
from django.db.models.query_utils import DeferredAttribute

STARS = "****"


def mask(text: str) -> str:
    """Return 138****5678, z***@example.com, or stars alone for what is short."""
    if not text:
        return ""
    name, at, domain = text.rpartition("@")
    if at and name:
        return f"{name[0]}***@{domain}"
    if len(text) < 7:
        return STARS
    if len(text) < 11:
        return STARS + text[-3:]
    return text[:3] + STARS + text[-4:]


class Masked(str):
    """What people read instead of a private value; `raw` is what storing puts back."""

    def __new__(cls, raw):
        found = super().__new__(cls, mask(raw))
        found.raw = raw
        return found

    def __getnewargs__(self):
        return (self.raw,)


class PrivateAttribute(DeferredAttribute):
    """Gives out masked text while the row is covered, and lets nobody store it by mistake."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if instance is None or not value or self.field.name not in covered(instance):
            return value
        return Masked(value)

    def __set__(self, instance, value):
        name = self.field.attname
        if isinstance(value, Masked):
            value = value.raw
        elif self.field.name in covered(instance):
            stored = instance.__dict__.get(name)
            if stored and value in ("", None, mask(stored)):
                value = stored
        instance.__dict__[name] = value


def is_masked(instance, name: str) -> bool:
    """Say whether the row holds a value in the field that its reader sees masked."""
    return name in covered(instance) and bool(instance.__dict__.get(name))


def covered(instance) -> frozenset:
    return instance.__dict__.get("_covered", frozenset())


class Private:
    """Mixin of fields that can be masked."""

    descriptor_class = PrivateAttribute

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, self.stored_as, args, kwargs

    def get_prep_value(self, value):
        return super().get_prep_value(value.raw if isinstance(value, Masked) else value)

    def clean(self, value, model_instance):
        return value if isinstance(value, Masked) else super().clean(value, model_instance)


class PrivateCharField(Private, models.CharField):
    stored_as = "django.db.models.CharField"


class PrivateEmailField(Private, models.EmailField):
    stored_as = "django.db.models.EmailField"


def private_fields(model) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if isinstance(field, Private)]
