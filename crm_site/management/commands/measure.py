"""`manage.py measure`: what pages cost beside a bare one, in CPU time of this process."""

import cProfile
import pstats
import statistics
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from accounts.models import User
from crm_site.views.bare import BARE
from customers.models import Customer

WARM = 5


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


class Command(BaseCommand):
    help = "Measure pages against a bare page in turn: ratio, CPU, statements, bytes."

    def add_arguments(self, parser):
        parser.add_argument("pages", nargs="*", help="names such as list, record; all when none")
        parser.add_argument("--user", default="zhoulan", help="user name of who opens the pages")
        parser.add_argument("--times", type=int, default=30, help="how often each page is opened")
        parser.add_argument("--profile", type=int, default=0, help="show the costliest functions")

    @override_settings(ROOT_URLCONF="crm_site.views.bare", ALLOWED_HOSTS=["localhost"])
    def handle(self, *args, **options):
        client, known = self.signed_in(options["user"])
        unknown = [name for name in options["pages"] if name not in known]
        if unknown:
            raise CommandError(f"No such page: {unknown[0]}. There are: {', '.join(known)}.")
        self.stdout.write("page              ratio  CPU ms  of SQL ms  statements  bytes")
        for name, address in known.items():
            if not options["pages"] or name in options["pages"]:
                self.stdout.write(self.line(client, name, address, options["times"]))
                if options["profile"]:
                    self.profile(client, address, options["profile"])
        client.logout()

    def signed_in(self, username):
        """Return a client of this person, and the pages about one of the person's customers."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {username}.")
        client = Client(SERVER_NAME="localhost")
        client.force_login(user, backend="accounts.backends.GrantBackend")
        held = Customer.objects.visible_to(user, "change").annotate(n=Count("contacts"))
        customer = held.order_by("-n", "pk").first() if held.count() < 5000 else held.first()
        customer = customer or Customer.objects.visible_to(user).first()
        if customer is None:
            raise CommandError(f"{username} sees no customer.")
        return client, addresses(customer)

    def line(self, client, name, address, times) -> str:
        """Open a page and the bare one in turn; CPU time leaves other programs out of it."""
        for _turn in range(WARM):
            answer, _bare = client.get(address), client.get(BARE)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        statements, sql = len(found), 1000 * sum(float(query["time"]) for query in found)
        spent = {address: [], BARE: []}
        for _turn in range(times):
            for each, taken in spent.items():
                started = time.process_time()
                client.get(each)
                taken.append(1000 * (time.process_time() - started))
        page, empty = (statistics.median(taken) for taken in spent.values())
        flaw = "" if answer.status_code == 200 else f"  status {answer.status_code}"
        return (
            f"{name:16} {page / empty:6.1f} {page:7.1f} {sql:10.1f}"
            f" {statements:11} {len(answer.content):6}{flaw}"
        )

    def profile(self, client, address, shown):
        profiler = cProfile.Profile()
        with profiler:
            for _turn in range(10):
                client.get(address)
        pstats.Stats(profiler, stream=self.stdout).sort_stats("cumulative").print_stats(shown)
