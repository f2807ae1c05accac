"""URL names follow one rule: `<app>:<model>_<action>`."""

from functools import cache

from django.urls import NoReverseMatch, path, resolve, reverse


def url_for(target, action: str) -> str:
    """Return the URL of a page of a model class or of a saved object."""
    meta = target._meta
    name = f"{meta.app_label}:{meta.model_name}_{action}"
    if isinstance(target, type):
        return page_url(name)
    before, after = record_url(name)
    return f"{before}{target.pk}{after}"


@cache
def page_url(name: str) -> str:
    """Return the URL of a page without arguments: the head of a list asks for a dozen."""
    return reverse(name)


@cache
def record_url(name: str) -> tuple[str, str]:
    """Return what stands before and after the key: a list asks for the same page fifty times."""
    before, after = reverse(name, args=[10**18]).split(str(10**18))
    return before, after


@cache
def has_page(model, action: str) -> bool:
    """Say whether a model has a page for `action`, of the model or of one record."""
    meta = model._meta
    for args in ((), (0,)):
        try:
            return bool(reverse(f"{meta.app_label}:{meta.model_name}_{action}", args=args))
        except NoReverseMatch:
            continue
    return False


@cache
def page_class(url_name: str) -> type:
    """Return the class of the page with this URL name."""
    for args in ((), (1,)):
        try:
            return resolve(reverse(url_name, args=args)).func.view_class
        except NoReverseMatch:
            continue
    raise LookupError(url_name)


def page_of(model, action: str) -> type:
    """Return the page class of a model for `action`."""
    meta = model._meta
    return page_class(f"{meta.app_label}:{meta.model_name}_{action}")


def pages(prefix: str, *views) -> list:
    """Return one path per page class, named and placed by the class itself.

    A page may bring companions, such as the columns and the bulk actions of a list.
    """
    return [
        path(
            f"{prefix}/{page.route}",
            page.as_view(),
            name=f"{page.model._meta.model_name}_{page.action}",
        )
        for view in views
        for page in (view, *view.companions())
    ]
