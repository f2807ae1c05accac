from django.contrib.auth.backends import ModelBackend
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func

from core import firm, kept


class RoleKeys(Func):
    """The keys of a person's roles, for the statement that reads the person."""

    template = "ARRAY(SELECT group_id FROM accounts_user_groups WHERE user_id = %(expressions)s)"
    output_field = ArrayField(BigIntegerField())


# What comes along with the statement that reads the signed-in person: {attribute: expression}.
# A higher app adds its own in AppConfig.ready().
along = {
    "decisions": firm.Stored(),
    "mark": kept.Mark(),
    "role_keys": RoleKeys("pk"),
    "factor_since": F("second_factor__since"),
}


class GrantBackend(ModelBackend):
    """Answers `user.has_perm("sales.view_order")` from the grants of the person's roles.

    So Django admin and every library see the same rights as the pages; the grant adds reach.
    """

    def get_user(self, user_id):
        from .models import User

        people = User.objects.select_related("department").annotate(**along)
        user = people.filter(pk=user_id).first()
        if user:
            firm.keep(user.decisions)
            kept.begin(user.mark)
        return user if user and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj, perm, obj=None):
        if user_obj.is_superuser or user_obj.is_anonymous or obj is not None:
            return super().has_perm(user_obj, perm, obj)
        app, _dot, name = perm.partition(".")
        action, _line, model = name.partition("_")
        return user_obj.is_active and (f"{app}.{model}", action) in user_obj.grants

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj)
        found = set()
        for model, action in user_obj.grants:
            app, name = model.split(".")
            found.add(f"{app}.{action}_{name}")
        return found
