"""What can be granted: the records of all apps, and what Django admin keeps.

Declared once: the matrix of a role draws it, and the service that saves grants accepts no more.
"""

from dataclasses import dataclass

from django.apps import apps
from django.utils.text import capfirst

from core.reach import Action, Common, Scope

ALL = (Scope.ALL,)
EVERY = tuple(Scope)

# model: (actions, reaches). People are kept by department and never deleted; the rest belongs to
# the firm. "change" on grants opens the matrix of a role.
ADMINISTRATION = {
    "accounts.user": ("view add change export", (Scope.DEPARTMENT, Scope.BELOW, Scope.ALL)),
    "accounts.department": ("view add change delete", ALL),
    "accounts.role": ("view add change delete", ALL),
    "accounts.grant": ("view change", ALL),
    "accounts.signin": ("view export", ALL),
    "accounts.absence": ("view add change delete export", EVERY),
    "core.dictionarytype": ("view add change delete", ALL),
    "core.dictionaryitem": ("view add change delete", ALL),
    "core.numberrule": ("view change", ALL),
    "core.customfield": ("view add change delete", ALL),
    "core.setting": ("change", ALL),
    "core.workday": ("change", ALL),
    "core.batch": ("view change", ALL),
    "core.recyclebin": ("delete", ALL),
    "core.change": ("view export", ALL),
    "core.savedview": ("assign", ALL),  # sharing; keeping views for oneself needs no grant
    "customers.poolrule": ("view add change delete", ALL),
    "customers.levelrule": ("view add change delete", ALL),
    "customers.tag": ("view add change delete", ALL),
    "reports.usage": ("view change export", EVERY[1:]),  # "change" is sending a notice
    "api.webhook": ("view add change delete", ALL),
    "api.delivery": ("view change", ALL),  # "change" is sending again
    "api.apitoken": ("view add change", ALL),  # "add" is having tokens of one's own
}


@dataclass(frozen=True)
class Kind:
    """One kind of record with what may be granted on it."""

    label: str  # "sales.order"
    actions: tuple[Action, ...]
    scopes: tuple[Scope, ...]

    @property
    def model(self):
        return apps.get_model(self.label)

    @property
    def name(self):
        return capfirst(self.model._meta.verbose_name_plural)


@dataclass(frozen=True)
class Module:
    """An app with the kinds of record it holds."""

    name: str
    kinds: tuple[Kind, ...]


def modules() -> list[Module]:
    """Return all that can be granted, business first, in the order of the apps."""
    found = []
    for config in apps.get_app_configs():
        kinds = tuple(kind for model in config.get_models() if (kind := kind_of(model)))
        if kinds:
            found.append(Module(config.verbose_name, kinds))
    return sorted(found, key=lambda module: module.kinds[0].label in ADMINISTRATION)


def kind_of(model) -> Kind | None:
    """Say what can be granted on a model; None: nothing."""
    label = model._meta.label_lower
    if label in ADMINISTRATION:
        actions, scopes = ADMINISTRATION[label]
        return Kind(label, tuple(map(Action, actions.split())), scopes)
    covered = getattr(model, "granted_as", label) != label  # lines go with their document
    if covered or not hasattr(model, "reach") or model._meta.proxy:
        return None
    owned = hasattr(model, "owner")
    actions = tuple(action for action in Action if owned or action != Action.ASSIGN)
    return Kind(label, actions, scopes_of(model))


def scopes_of(model) -> tuple[Scope, ...]:
    """Rows that belong to people can be opened step by step, common ones only as a whole."""
    return ALL if isinstance(model.reach, Common) else EVERY


def kinds() -> dict[str, Kind]:
    """Return {"sales.order": Kind(…), …}."""
    return {kind.label: kind for module in modules() for kind in module.kinds}


def name_of(label: str) -> str:
    """Return the name of a kind of record in the reader's language."""
    try:
        return capfirst(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label  # a grant or a change of a model that this version no longer has
