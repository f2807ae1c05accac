"""Colleagues to choose from."""

from accounts.models import User
from core.views.options import OptionsPage


class UserOptions(OptionsPage):
    """Active people by name; every signed-in person may look colleagues up."""

    model = User

    def may(self, action, model=None):
        return True

    def get_queryset(self):
        rows = User.objects.filter(is_active=True).select_related("department")
        role = self.request.GET.get("role", "")
        return rows.filter(groups__role__code=role.replace("\0", "")) if role else rows

    def hint(self, row):
        return str(row.department or "")
