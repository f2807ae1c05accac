"""`manage.py measure`: what pages cost beside a bare one, in CPU time of this process."""

import cProfile
import io
import pstats
import statistics
import time
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.models import User
from core.models import DictionaryItem
from crm_site.filled_forms import filled_form
from crm_site.views.bare import BARE
from customers.models import Customer
from sales.models import Order, OrderState

WARM, ASKED = 5, 7  # turns before the measured ones; turns whose statements are timed


def addresses(customer) -> dict[str, str]:
    """Return {name: address} of the pages that have a budget."""
    record = f"/customers/customers/{customer.pk}/"
    return {
        "list": "/customers/customers/?size=50",
        "list, page 15": "/customers/customers/?size=50&page=15&sort=-traded",
        "list, two signs": "/customers/customers/?size=50&q=%E4%BA%91%E5%B8%86",
        "record": record,
        "details": f"{record}?tab=facts",
        "contacts": f"{record}?tab=contacts",
        "history": f"{record}?tab=history",
        "form": f"{record}edit/",
        "new": "/customers/customers/add/",
        "orders": "/sales/orders/?size=50",
        "order form": "/sales/orders/add/",
        "follow-ups": "/customers/interactions/?size=50",
        "options": "/customers/customers/options/?q=%E4%BA%91",
        "search": "/search/?q=%E4%BA%91%E5%B8%86",
        "start": "/",
    }


def sends(customer, user) -> dict[str, tuple[str, dict]]:
    """Return {name: (address, what is typed)} of the forms that have a budget."""
    base, now = "/customers/customers/", timezone.localtime()
    talk = {
        "customer": customer.pk,
        "kind": DictionaryItem.objects.filter(type__code="interaction_kind").first().pk,
        "summary": "measured",
        "next_contact_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}",
    }
    found = {
        "save": (f"{base}{customer.pk}/edit/", {"remark": "measured"}),
        "save new": (f"{base}add/", {"name": "量测工业设备"}),
        "follow-up": (f"/customers/interactions/add/?customer={customer.pk}", talk),
    }
    pooled = Customer.objects.visible_to(user).in_pool().order_by("-pk").first()
    if pooled is not None:
        found["claim"] = (f"{base}{pooled.pk}/claim/", {})
    orders = Order.objects.visible_to(user, "change").filter(lines__isnull=False)
    draft = orders.filter(state=OrderState.DRAFT).first()
    if draft is not None:
        found["save order"] = (f"/sales/orders/{draft.pk}/edit/", {"remark": "measured"})
        found["confirm"] = (f"/sales/orders/{draft.pk}/confirm/", {})
    return found


class Visitor:
    """Opens pages and sends forms as one person; what is sent is taken back."""

    def __init__(self, user):
        """Sign in, and choose a customer to look at."""
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(user, backend="accounts.backends.GrantBackend")
        held = Customer.objects.visible_to(user, "change").annotate(n=Count("contacts"))
        customer = held.order_by("-n", "pk").first() if held.count() < 5000 else held.first()
        customer = customer or Customer.objects.visible_to(user).first()
        if customer is None:
            raise CommandError(f"{user.username} sees no customer.")
        self.pages = {name: (address, None) for name, address in addresses(customer).items()}
        if user.may(Customer, "change"):
            self.pages |= {name: self.opened(*form) for name, form in sends(customer, user).items()}

    def opened(self, address, typed) -> tuple[str, dict]:
        """Return what is sent to an address: what its form holds, and what is typed into it."""
        page = self.client.get(address)
        return address, filled_form(
            page.content.decode()
        ) | typed if page.status_code == 200 else typed

    def visit(self, name):
        address, data = self.pages.get(name, (BARE, None))
        if data is None:
            return self.client.get(address)
        with transaction.atomic():
            answer = self.client.post(address, data)
            transaction.set_rollback(True)
        return answer

    def statements(self, name) -> tuple[int, float]:
        """Return how many statements a page takes, and the time in the database in ms."""
        times = []
        for _turn in range(ASKED):
            with CaptureQueriesContext(connection) as found:
                self.visit(name)
            times.append(1000 * sum(float(query["time"]) for query in found))
        # a form runs in one transaction more here, so that it can be taken back
        outer = 2 if self.pages[name][1] is not None else 0
        return len(found) - outer, statistics.median(times)


class Command(BaseCommand):
    help = "Measure pages against a bare page in turn: ratio, CPU, statements, bytes."

    def add_arguments(self, parser):
        parser.add_argument("pages", nargs="*", help="names such as list, record; all when none")
        parser.add_argument("--user", default="zhoulan", help="user name of who opens the pages")
        parser.add_argument("--times", type=int, default=30, help="how often each page is opened")
        parser.add_argument("--profile", type=int, default=0, help="show the costliest functions")

    @override_settings(ROOT_URLCONF="crm_site.views.bare", ALLOWED_HOSTS=["localhost"])
    def handle(self, *args, **options):
        visitor = self.signed_in(options["user"])
        unknown = [name for name in options["pages"] if name not in visitor.pages]
        if unknown:
            known = ", ".join(visitor.pages)
            raise CommandError(f"No such page: {unknown[0]}. There are: {known}.")
        self.stdout.write("page              ratio  CPU ms  of SQL ms  statements  bytes")
        for name in visitor.pages:
            if not options["pages"] or name in options["pages"]:
                self.stdout.write(self.line(visitor, name, options["times"]))
                self.stdout.flush()
                if options["profile"]:
                    self.profile(visitor, name, options["profile"])
        visitor.client.logout()

    def signed_in(self, username) -> Visitor:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {username}.")
        return Visitor(user)

    def line(self, visitor, name, times) -> str:
        """Open a page and the bare one in turn; CPU time leaves other programs out of it."""
        for _turn in range(WARM):
            answer, _bare = visitor.visit(name), visitor.visit(BARE)
        statements, sql = visitor.statements(name)
        spent = {name: [], BARE: []}
        for _turn in range(times):
            for each, taken in spent.items():
                started = time.process_time()
                visitor.visit(each)
                taken.append(1000 * (time.process_time() - started))
        page, empty = (statistics.median(taken) for taken in spent.values())
        sent = visitor.pages[name][1] is not None
        flaw = "" if answer.status_code == (302 if sent else 200) else "  status "
        flaw += str(answer.status_code) if flaw else ""
        return (
            f"{name:16} {page / empty:6.1f} {page:7.1f} {sql:10.1f}"
            f" {statements:11} {len(answer.content):6}{flaw}"
        )

    def profile(self, visitor, name, shown):
        """Tell the costliest functions; pstats prints in pieces, and each would end its line."""
        profiler, text = cProfile.Profile(), io.StringIO()
        with profiler:
            for _turn in range(10):
                visitor.visit(name)
        pstats.Stats(profiler, stream=text).sort_stats("cumulative").print_stats(shown)
        self.stdout.write(text.getvalue())
