"""What an administrator gets on each page of Django admin; nobody else comes in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AdminRule:
    """A page of Django admin: what an administrator gets for GET and POST; nobody else comes in."""

    get: int = 200
    post: int = 200


def admin_model(name, get=200, post=200, **pages):
    """Return the rules of the pages of a model in Django admin."""
    known = {
        "changelist": AdminRule(get, post),
        "add": AdminRule(),
        "change": AdminRule(),
        "delete": AdminRule(),
        "history": AdminRule(302, 302),
    }
    known.update(pages)
    old = {f"/admin/{name.replace('_', '/', 1)}/<path:object_id>/": AdminRule(302, 302)}
    return {**{f"admin:{name}_{page}": rule for page, rule in known.items()}, **old}


NEVER = AdminRule(403, 403)
ADMIN = {
    **admin_model("core_dictionarytype", delete=NEVER),
    **admin_model("core_numberrule", add=NEVER, delete=NEVER),
    **admin_model("core_customfield", add=NEVER, delete=NEVER),
    **admin_model("accounts_department"),
    **admin_model("accounts_role", delete=NEVER),  # a shipped one: the program counts on it
    **admin_model("accounts_user", delete=NEVER),
    **admin_model("api_webhook"),
    **admin_model("api_delivery", add=NEVER, delete=NEVER, change=AdminRule(200, 302)),
    **admin_model("api_apitoken", add=NEVER, delete=NEVER, change=AdminRule(200, 302)),
    "admin:index": AdminRule(),
    "admin:app_list": AdminRule(),
    "admin:jsi18n": AdminRule(200, 405),
    "admin:autocomplete": AdminRule(403, 405),  # without the field it is for
    "admin:view_on_site": AdminRule(404, 404),
    "admin:password_change_done": AdminRule(200, 405),
    "/admin/(?P<url>.*)$": AdminRule(404, 404),
}
