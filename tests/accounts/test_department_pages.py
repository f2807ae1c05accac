"""The department tree on its own pages: moving, merging, closing, and what is refused."""

from contextlib import ExitStack

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Department, User
from accounts.services import departments, tree
from core.errors import RuleBroken
from core.models import Change
from tests.support.people import make_department, make_user
from tests.support.records import make_customer


class DepartmentPagesTests(TestCase):
    def setUp(self):
        self.firm = make_department("Firm")
        self.sales = make_department("Sales", self.firm)
        self.east = make_department("East", self.sales)
        self.west = make_department("West", self.sales)
        self.support = make_department("Support", self.firm)
        self.root = make_user("root", self.support, roles=["administrator"], language="en")
        self.ann = make_user("ann", self.east)
        self.client.force_login(self.root)

    def post(self, what, department=None, **data):
        args = [department.pk] if department else []
        return self.client.post(
            reverse(f"accounts:department_{what}", args=args), data, follow=True
        )

    def refused(self, words):
        """Expect a refusal of a service that says `words`."""
        stack = ExitStack()
        stack.enter_context(override("en"))
        stack.enter_context(self.assertRaisesMessage(RuleBroken, words))
        return stack

    def parent_of(self, department):
        return Department.objects.get(pk=department.pk).parent

    def drop(self, row, target, how):
        return self.post("arrange", row=row.pk, target=target.pk, how=how)

    def test_the_tree_counts_people_of_a_department_and_of_all_below_it(self):
        make_user("bob", self.sales)
        make_user("carl", self.east, is_active=False)
        found = {node.department: (node.depth, node.people, node.whole) for node in tree.nodes()}
        self.assertEqual(found[self.firm], (0, 0, 3))
        self.assertEqual(found[self.sales], (1, 1, 2))
        self.assertEqual(found[self.east], (2, 1, 1))
        page = self.client.get(reverse("accounts:department_list"))
        self.assertContains(page, "East")

    def test_a_larger_tree_needs_no_more_statements(self):
        url = reverse("accounts:department_list")
        self.client.get(url)
        with CaptureQueriesContext(connection) as small:
            self.client.get(url)
        for number in range(20):
            make_user(f"u{number}", make_department(f"D{number}", self.east))
        with CaptureQueriesContext(connection) as large:
            self.client.get(url)
        self.assertEqual(len(small), len(large))

    def test_dropping_onto_a_department_puts_it_below(self):
        self.drop(self.east, self.support, "into")
        self.assertEqual(self.parent_of(self.east), self.support)
        self.assertTrue(Change.objects.filter(verb="department.move", by=self.root).exists())

    def test_dropping_between_two_puts_it_there(self):
        self.drop(self.support, self.west, "before")
        names = [row.name for row in self.sales.children.all()]
        self.assertEqual(names, ["East", "Support", "West"])
        self.drop(self.support, self.west, "after")
        names = [row.name for row in self.sales.children.all()]
        self.assertEqual(names, ["East", "West", "Support"])

    def test_buttons_change_the_order_among_neighbours(self):
        self.post("arrange", up=self.west.pk)
        self.assertEqual([row.name for row in self.sales.children.all()], ["West", "East"])

    def test_a_ring_is_refused_in_words_on_both_ways(self):
        words = "A department cannot lie below itself or below one of its own departments."
        self.assertContains(self.drop(self.sales, self.east, "into"), words)
        answer = self.post("move", self.sales, parent=self.east.pk, parent_text="East")
        self.assertContains(answer, words)
        self.assertEqual(self.parent_of(self.sales), self.firm)

    def test_the_form_moves_without_a_mouse(self):
        self.post("move", self.east, parent="", parent_text="Support")
        self.assertEqual(self.parent_of(self.east), self.support)

    def test_two_departments_of_one_name_are_not_put_side_by_side(self):
        other = make_department("East", self.support)
        answer = self.drop(other, self.west, "before")
        self.assertContains(answer, "has a department called “East” already")
        self.assertEqual(self.parent_of(other), self.support)

    def test_a_leader_works_in_the_department_above_or_below_it(self):
        words = "does not work in “Support”"
        answer = self.post("edit", self.support, name="Support", leader=self.ann.pk, seen="1")
        self.assertContains(answer, words)
        self.support.refresh_from_db()
        self.assertIsNone(self.support.leader)
        self.post("edit", self.sales, name="Selling", leader=self.ann.pk, seen="1")
        self.sales.refresh_from_db()
        self.assertEqual((self.sales.name, self.sales.leader), ("Selling", self.ann))

    def test_a_leader_who_has_left_is_refused(self):
        self.ann.is_active = False
        self.ann.save()
        self.east.leader = self.ann
        with self.refused("cannot sign in any more"):
            departments.edit(self.east, by=self.root)

    def test_a_merge_says_what_moves_and_moves_it(self):
        team = make_department("Team", self.east)
        page = self.client.get(reverse("accounts:department_merge", args=[self.east.pk]))
        self.assertContains(page, "1: Ann")
        self.assertContains(page, "1: Team")
        self.post("merge", self.east, to=self.west.pk, to_text="West")
        self.assertEqual(User.objects.get(username="ann").department, self.west)
        self.assertEqual(self.parent_of(team), self.west)
        self.east.refresh_from_db()
        self.assertFalse(self.east.is_active)

    def test_nothing_is_merged_into_itself_below_itself_or_into_a_closed_one(self):
        departments.deactivate(self.west, by=None)
        for into, words in (
            (self.sales, "that is not “Sales” itself"),
            (self.east, "that is not “Sales” itself"),
        ):
            with self.refused(words):
                departments.merge(self.sales, into, by=self.root)
        with self.refused("“West” is closed."):
            departments.merge(self.support, self.west, by=self.root)
        self.assertEqual(self.parent_of(self.east), self.sales)

    def test_a_merge_needs_the_right_to_change_all_accounts(self):
        grants = {"accounts.department": {"view": "all", "change": "all"}}
        dora = make_user("dora", self.east, grants=grants)
        with self.refused("you may not change all accounts"):
            departments.merge(self.east, self.firm, by=dora)

    def test_a_department_with_people_is_not_closed_and_says_why(self):
        answer = self.post("switch", self.east)
        self.assertContains(answer, "still has 1 active people and 0 departments")
        self.east.refresh_from_db()
        self.assertTrue(self.east.is_active)

    def test_only_an_empty_department_is_deleted(self):
        self.assertContains(self.post("delete", self.east), "is in use: close it instead")
        self.post("delete", self.west)
        self.assertFalse(Department.objects.filter(pk=self.west.pk).exists())

    def test_the_page_leads_to_the_customers_of_all_below(self):
        mine = make_customer(self.ann, name="Alpha")
        make_customer(self.root, name="Beta")
        page = self.client.get(reverse("accounts:department_detail", args=[self.sales.pk]))
        address = f"{reverse('customers:customer_list')}?department={self.sales.pk}"
        self.assertContains(page, address)
        rows = self.client.get(address, headers={"HX-Request": "true"}).context["table"].rows
        self.assertEqual([row.pk for row in rows], [mine.pk])
