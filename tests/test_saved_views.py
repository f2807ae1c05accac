"""Saved views: named states of a list, one's own or shared with roles."""

from django.test import TestCase
from django.urls import reverse

from accounts.models import Grant
from core.models import Change, ListChoice, SavedView
from customers.models import Customer
from tests.support.people import make_user
from tests.support.records import make_customer

LIST = "/customers/customers/"
VIEWS = reverse("customers:customer_views")
COLUMNS = reverse("customers:customer_columns")


class ViewTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["account_manager"], language="en")
        cls.bob = make_user("bob", roles=["sales_supervisor"], language="en")
        cls.carl = make_user("carl", roles=["account_manager"], language="en")
        for city in ("Suzhou", "Hangzhou"):
            make_customer(cls.ann, f"{city} One", city=city)

    def setUp(self):
        self.client.force_login(self.ann)

    def save(self, name="Suzhou", query="city=Suzhou&sort=-traded&cols=name,city", **more):
        return self.client.post(VIEWS, {"name": name, "query": query, **more})

    def saved(self, *args, **more):
        self.save(*args, **more)
        return SavedView.objects.latest("pk")

    def page(self, address):
        return self.client.get(address)

    def test_a_view_keeps_conditions_columns_and_order(self):
        view = self.saved()
        page = self.page(view.address())
        self.assertEqual([row.label for row in page.context["table"].rows], ["Suzhou One"])
        self.assertEqual([head.name for head in page.context["table"].heads], ["name", "city"])
        self.assertContains(page, "Suzhou</span>")
        self.assertFalse(page.context["view_changed"])

    def test_the_columns_of_the_moment_are_kept_too(self):
        ListChoice.objects.create(user=self.ann, page="customers:customer_list", columns=["phone"])
        view = self.saved(query="city=Suzhou")
        self.assertEqual(view.query, "city=Suzhou&cols=name%2Cphone")

    def test_where_one_stands_in_the_list_is_not_kept(self):
        view = self.saved(query="page=3&after=5&part=views&view=7&city=Suzhou&cols=name")
        self.assertEqual(view.query, "city=Suzhou&cols=name")

    def test_a_changed_state_can_be_saved_under_the_same_name(self):
        view = self.saved()
        changed = view.address().replace("Suzhou", "Hangzhou")
        page = self.page(changed)
        self.assertTrue(page.context["view_changed"])
        self.client.post(
            reverse("core:savedview_save", args=[view.pk]), {"query": page.context["state_query"]}
        )
        view.refresh_from_db()
        self.assertIn("city=Hangzhou", view.query)
        self.assertFalse(self.page(view.address()).context["view_changed"])

    def test_a_name_is_given_once(self):
        self.save()
        answer = self.save(query="city=Hangzhou")
        self.assertContains(answer, "You have a view of this name already")
        self.assertEqual(SavedView.objects.count(), 1)
        self.client.force_login(self.bob)
        self.save()
        self.assertEqual(SavedView.objects.count(), 2)

    def test_the_history_knows_who_made_and_deleted_a_view(self):
        view = self.saved()
        self.client.post(reverse("core:savedview_delete", args=[view.pk]))
        self.assertFalse(SavedView.objects.exists())
        verbs = Change.objects.filter(model="core.savedview").values_list("verb", "by")
        self.assertEqual(list(verbs), [("view.delete", self.ann.pk), ("add", self.ann.pk)])

    def test_the_bare_address_opens_the_first_view_and_clearing_does_not(self):
        view = self.saved()
        self.client.post(VIEWS, {"opens": view.pk})
        self.assertRedirects(self.page(LIST), view.address())
        page = self.page(view.address())
        clear = page.context["clear_url"]
        self.assertEqual(len(self.page(clear).context["table"].rows), 2)
        for chip in page.context["chips"]:
            self.assertEqual(self.page(chip.remove_url).status_code, 200)
        self.client.post(VIEWS, {"opens": ""})
        self.assertEqual(self.page(LIST).status_code, 200)

    def test_a_private_view_of_somebody_else_is_not_found(self):
        view = self.saved()
        self.client.force_login(self.carl)
        self.assertEqual(self.page(f"{LIST}?view={view.pk}").status_code, 404)
        for name in ("edit", "save", "delete"):
            url = reverse(f"core:savedview_{name}", args=[view.pk])
            self.assertEqual(self.client.post(url, {"name": "x", "query": "q=x"}).status_code, 404)
        self.client.post(VIEWS, {"opens": view.pk})
        self.assertIsNone(ListChoice.objects.get(user=self.carl).view)
        self.assertNotContains(self.page(f"{LIST}?part=views"), "Suzhou")

    def test_a_shared_view_is_read_only_and_obeys_the_readers_reach(self):
        self.client.force_login(self.bob)
        view = self.saved()
        edit = reverse("core:savedview_edit", args=[view.pk])
        self.client.post(edit, {"name": "Ours", "roles": ["account_manager"]})
        self.client.force_login(self.carl)
        page = self.client.get(f"{LIST}?view={view.pk}", follow=True)
        self.assertEqual(page.context["table"].rows, [])
        self.assertEqual(page.context["saved_view"].name, "Ours")
        self.assertFalse(page.context["view_own"])
        self.assertContains(self.page(f"{LIST}?part=views"), "Ours")
        self.assertEqual(self.client.post(edit, {"name": "Mine"}).status_code, 404)

    def test_who_lost_the_right_to_share_changes_no_shared_view(self):
        self.client.force_login(self.bob)
        view = self.saved()
        edit = reverse("core:savedview_edit", args=[view.pk])
        self.client.post(edit, {"name": "Ours", "roles": ["account_manager"]})
        Grant.objects.filter(model="core.savedview", action="assign").delete()
        before = SavedView.objects.get(pk=view.pk).query
        save = reverse("core:savedview_save", args=[view.pk])
        answer = self.client.post(save, {"query": "q=Wuxi"}, follow=True)
        self.assertContains(answer, "Ask a supervisor")
        self.assertEqual(SavedView.objects.get(pk=view.pk).query, before)

    def test_sharing_needs_a_right_of_its_own(self):
        view = self.saved()
        edit = reverse("core:savedview_edit", args=[view.pk])
        self.assertNotContains(self.page(edit), "Share with")
        self.client.post(edit, {"name": "Renamed", "roles": ["account_manager"]})
        view.refresh_from_db()
        self.assertEqual((view.name, view.roles), ("Renamed", []))

    def test_views_stand_in_the_order_of_their_owner(self):
        names = ["a", "b", "c"]
        views = {name: self.saved(name) for name in names}
        self.client.post(VIEWS, {"up": views["c"].pk})
        page = self.page(VIEWS)
        self.assertEqual([view.name for view in page.context["mine"]], ["a", "c", "b"])


class ColumnFormTests(TestCase):
    """The form that chooses columns; it works with plain numbers."""

    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["administrator"], language="en")
        make_customer(cls.ann, "One")

    def setUp(self):
        self.client.force_login(self.ann)

    def choose(self, *names, query="", **more):
        places = {f"place-{name}": place for place, name in enumerate(names)}
        data = {"cols": sorted(names), "query": query, **places, **more}
        return self.client.post(COLUMNS, data)

    def shown(self, query=""):
        return [head.name for head in self.client.get(LIST + query).context["table"].heads]

    def test_the_choice_is_kept_for_the_person_in_the_order_of_the_numbers(self):
        self.choose("name", "traded", "city", "level")
        self.assertEqual(self.shown(), ["name", "traded", "city", "level"])

    def test_put_back(self):
        before = self.shown()
        self.choose("name", "city")
        self.choose("name", "city", reset="1")
        self.assertEqual(self.shown(), before)

    def test_the_state_of_the_list_stays(self):
        answer = self.choose("name", "city", query="city=Suzhou&sort=city&cols=name,phone&page=2")
        self.assertEqual(answer.headers["Location"], f"{LIST}?city=Suzhou&sort=city")

    def test_inside_a_view_the_columns_go_into_the_address(self):
        view = SavedView.objects.create(
            owner=self.ann, page="customers:customer_list", name="V", query="city=Suzhou"
        )
        answer = self.choose("name", "phone", query=f"city=Suzhou&view={view.pk}")
        self.assertIn("cols=name%2Cphone", answer.headers["Location"])
        self.assertFalse(ListChoice.objects.exists())

    def test_names_that_no_list_offers_are_not_kept(self):
        self.choose("name", "city", "owner__password")
        self.assertEqual(ListChoice.objects.get().columns, ["name", "city"])

    def test_the_panel_offers_every_column_the_shown_ones_first(self):
        self.choose("name", "city")
        choice = self.client.get(f"{LIST}?part=columns").context["column_choice"]
        self.assertEqual([c["name"] for c in choice if c["ticked"]], ["name", "city"])
        self.assertEqual(Customer.objects.count(), 1)
        self.assertGreater(len(choice), 15)
