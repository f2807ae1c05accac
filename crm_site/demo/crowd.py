"""The many departments and people among whom a large number of customers is spread."""

from itertools import cycle

from django.contrib.auth.hashers import make_password

from accounts.models import Department, Role, User, UserRole
from accounts.services import departments
from core import audit
from crm_site.demo.chance import dice, person_name
from crm_site.demo.people import MANAGER, MARK, PASSWORD, SUPERVISOR
from crm_site.demo.words import CITIES

BUSY, SELDOM = "busy", "seldom"  # account managers with very many and very few customers
GROUPS, PEOPLE = 120, 600  # for a million customers


def gather(count: int) -> list[User]:
    """Open departments and accounts for `count` customers; return the account managers.

    The first two are `busy` and `seldom`.
    """
    groups = make_groups(min(GROUPS, 4 + count // 500))
    heads = sorted({group.parent_id for group in groups})
    draw = dice("crowd")
    names = [BUSY, SELDOM] + [f"u{n:04}" for n in range(min(PEOPLE, 4 + count // 200))]
    places = cycle(groups)
    sellers = [person(draw, name, next(places).pk, "客户经理") for name in names]
    leaders = [person(draw, f"lead{n:02}", head, "大区经理") for n, head in enumerate(heads, 1)]
    password = make_password(PASSWORD)
    for user in (*sellers, *leaders):
        user.password = password
    with audit.acting(None, "user.add"):
        for role, users in ((MANAGER, sellers), (SUPERVISOR, leaders)):
            group = Role.objects.get(code=role).group_ptr_id
            User.objects.bulk_create(users)
            UserRole.objects.bulk_create(UserRole(user=user, group_id=group) for user in users)
    return sellers


def make_groups(count: int) -> list[Department]:
    """Make sales groups in the cities below one department for each province."""
    centre = Department.objects.get(name="销售中心")
    provinces, groups = {}, []
    for number in range(count):
        province, city, *_rest = CITIES[number % len(CITIES)]
        if province not in provinces:
            head = Department(name=f"{province}大区", parent=centre, position=10)
            provinces[province] = departments.create(head, by=None)
        group = Department(name=f"{city}{number // len(CITIES) + 1}组", parent=provinces[province])
        groups.append(departments.create(group, by=None))
    return groups


def person(draw, username, department_id, position) -> User:
    return User(
        username=username,
        real_name=person_name(draw),
        employee_no=f"{MARK}-{username}",
        department_id=department_id,
        position=position,
    )
