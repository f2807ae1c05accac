"""Row locks."""


def lock(obj):
    """Reload `obj` under a row lock; the first line of a service that changes a state."""
    rows = type(obj)._base_manager.select_for_update(of=("self",))
    obj.refresh_from_db(from_queryset=rows)
    return obj
