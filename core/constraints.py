"""Check constraints of a record, asked of the database in one statement.

Django asks each one by itself, within a savepoint: three statements for every rule of a model. The
constraint itself stays the last word; this only tells it in words, beside its field.
"""

from functools import cache

from django.core.exceptions import FieldError, ValidationError
from django.db import router
from django.db.models import BooleanField, CheckConstraint
from django.db.models.functions import Coalesce
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE


def validate(obj, exclude=None) -> None:
    """Raise ValidationError with every constraint that `obj` breaks, as Model does.

    Check constraints whose fields all have the values that are stored already (`obj.former`) are
    not asked: the database has let them pass.
    """
    using, errors = router.db_for_write(type(obj), instance=obj), {}
    for model, constraints in obj.get_constraints():
        broken = broken_checks(model, obj, exclude or (), using)
        for constraint in constraints:
            try:
                if constraint.name in broken:
                    raise ValidationError(
                        constraint.get_violation_error_message(),
                        code=constraint.violation_error_code,
                    )
                if not isinstance(constraint, CheckConstraint):
                    constraint.validate(model, obj, exclude=exclude, using=using)
            except ValidationError as error:
                if getattr(error, "code", None) == "unique" and len(constraint.fields) == 1:
                    errors.setdefault(constraint.fields[0], []).append(error)
                else:
                    errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def broken_checks(model, obj, exclude, using) -> set[str]:
    """Return the names of the check constraints that do not hold; NULL is no breach."""
    query, asked = Query(None), []
    checks = [check for check, fields in checks_of(model) if may_break(obj, fields)]
    if not checks:
        return set()
    for name, value in obj._get_field_expression_map(meta=model._meta, exclude=exclude).items():
        query.add_annotation(value, name, select=False)
    for check in checks:
        holds = Coalesce(check.condition, True, output_field=BooleanField())
        try:
            query.add_annotation(holds, f"holds_{len(asked)}")
        except FieldError:  # it is about a field that is left out
            continue
        asked.append(check.name)
    answers = query.get_compiler(using=using).execute_sql(SINGLE) if asked else ()
    return {name for name, holds in zip(asked, answers, strict=True) if not holds}


@cache
def checks_of(model) -> list[tuple[CheckConstraint, list]]:
    """Return the check constraints of a model, each with the fields that it names."""
    found = (each for each in model._meta.constraints if isinstance(each, CheckConstraint))
    return [(check, fields_of(model, check.condition)) for check in found]


def fields_of(model, condition) -> list:
    """Return the fields that a condition names; all, when it does not tell."""
    names = getattr(condition, "referenced_base_fields", ())
    return [model._meta.get_field(name) for name in names] or list(model._meta.concrete_fields)


def may_break(obj, fields) -> bool:
    """Say whether one of some fields has another value than is stored."""
    former = getattr(obj, "former", None)
    return former is None or any(
        field.generated or getattr(obj, field.attname) != getattr(former, field.attname)
        for field in fields
    )
