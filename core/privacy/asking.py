"""Who may not read may not ask: a value that is masked finds no record either."""

from django.db.models import Q

from core.privacy.covering import masked, owner_path


def askable(user, model, field: str, condition: Q) -> Q | None:
    """Return a condition on a field as far as `user` may read the field; None: not at all."""
    if field not in masked(user, model):
        return condition
    path = owner_path(model)
    return None if path is None else condition & Q(**{path: user})
