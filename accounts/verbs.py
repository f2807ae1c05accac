"""What can be done with accounts, in the words of the history."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "department.activate": _("opened the department"),
    "department.add": _("added the department"),
    "department.deactivate": _("closed the department"),
    "department.delete": _("deleted the department"),
    "department.edit": _("edited the department"),
    "department.move": _("moved the department"),
    "department.arrange": _("changed the order of the departments"),
    "department.merge": _("merged the department"),
    "role.add": _("added the role"),
    "role.delete": _("deleted the role"),
    "role.edit": _("edited the role"),
    "role.grants": _("changed the grants"),
    "user.activate": _("activated the account"),
    "user.add": _("opened the account"),
    "user.deactivate": _("deactivated the account"),
    "user.edit": _("edited the account"),
    "user.hand_over": _("handed over"),
    "user.leave": _("closed the account of a leaver"),
    "user.own_page": _("edited their own page"),
    "user.password": _("changed their password"),
    "user.recovery_codes": _("renewed their recovery codes"),
    "user.second_factor": _("set up the second factor"),
    "user.second_factor_off": _("took the second factor away"),
    "user.reset_password": _("gave a one-time password"),
    "user.roles": _("changed the roles"),
    "user.sign_out_everywhere": _("signed them out everywhere"),
}
