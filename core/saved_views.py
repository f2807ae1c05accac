"""Saved views of lists, and what each person chose for a list."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleBroken
from core.models import ListChoice, SavedView


def create(page, *, name, query, by) -> SavedView:
    """Give the state of a list a name."""
    with audit.acting(by, "add"):
        mine = SavedView.objects.filter(owner=by, page=page)
        last = mine.aggregate(last=Max("position"))["last"]
        view = SavedView(page=page, name=name, query=query, owner=by)
        view.position = 0 if last is None else last + 1
        store(view)
    return view


def update(view, *, by, **changes) -> SavedView:
    """Change name, query or roles of one's own view; what others see needs the right to share."""
    roles = changes.get("roles", view.roles)
    shows_others = set(roles) != set(view.roles) or (view.roles and "query" in changes)
    if shows_others and not may_share(by):
        raise RuleBroken(_("Ask a supervisor to share this view."), field="roles")
    with audit.acting(by, "edit"):
        for field, value in changes.items():
            setattr(view, field, value)
        store(view)
    return view


def may_share(user) -> bool:
    return user.may(SavedView, "assign")


def store(view) -> None:
    """Save; a second view of the same name is refused in words."""
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        text = _("You have a view of this name already. Type another.")
        raise RuleBroken(text, field="name") from error


def remove(view, *, by) -> None:
    with audit.acting(by, "view.delete"):
        view.delete()


def arrange(page, keys, *, by) -> None:
    """Put one's own views into the order of `keys`."""
    with audit.acting(by, "edit"):
        mine = SavedView.objects.select_for_update().filter(owner=by, page=page)
        views = {view.pk: view for view in mine.order_by("pk")}
        for place, key in enumerate(key for key in keys if key in views):
            if views[key].position != place:
                views[key].position = place
                views[key].save(update_fields=["position"])


def choose(page, *, by, **choice) -> None:
    """Keep what a person chose for a list: `columns` (none: put back), the first `view`."""
    ListChoice.objects.update_or_create(user=by, page=page, defaults=choice)


def shared_by(user):
    """Return the views of a person that others look at."""
    return SavedView.objects.filter(owner=user).exclude(roles=[])


def give(view, to, *, by, note="") -> None:
    """Let somebody else keep a shared view."""
    with audit.acting(by, "edit"):
        view.owner = to
        store(view)
