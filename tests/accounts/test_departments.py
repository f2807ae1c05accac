from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Department
from accounts.services import departments
from core.errors import RuleBroken
from core.models import Change
from tests.accounts.base import AdminTestCase
from tests.support.people import make_department, make_user


class DepartmentTreeTests(TestCase):
    def setUp(self):
        self.firm = make_department("Firm")
        self.sales = make_department("Sales", self.firm)
        self.east = make_department("East", self.sales)
        self.support = make_department("Support", self.firm)

    def path(self, department):
        return Department.objects.get(pk=department.pk).path

    def test_a_path_lists_the_way_from_the_top(self):
        way = f"/{self.firm.pk}/{self.sales.pk}/{self.east.pk}/"
        self.assertEqual(self.path(self.east), way)

    def test_a_move_takes_the_whole_subtree_along(self):
        departments.move(self.sales, self.support, by=None)
        way = f"/{self.firm.pk}/{self.support.pk}/{self.sales.pk}/{self.east.pk}/"
        self.assertEqual(self.path(self.east), way)

    def test_a_move_to_the_top(self):
        departments.move(self.sales, None, by=None)
        self.assertEqual(self.path(self.east), f"/{self.sales.pk}/{self.east.pk}/")

    def test_like_numbers_do_not_mix_up_subtrees(self):
        """/1/ is no prefix of /11/: the path ends with a slash."""
        others = [make_department(f"D{n}") for n in range(12)]
        departments.move(others[0], self.firm, by=None)
        for other in others[1:]:
            self.assertEqual(self.path(other), f"/{other.pk}/")

    def test_a_larger_subtree_needs_no_more_queries(self):
        with CaptureQueriesContext(connection) as small:
            departments.move(self.sales, self.support, by=None)
        for n in range(5):
            make_department(f"D{n}", self.east)
        with CaptureQueriesContext(connection) as large:
            departments.move(self.sales, self.firm, by=None)
        self.assertEqual(len(small), len(large))

    def test_a_department_cannot_lie_below_itself(self):
        for parent in (self.sales, self.east):
            with self.assertRaises(RuleBroken):
                departments.move(self.sales, parent, by=None)
        self.assertEqual(self.path(self.sales), f"/{self.firm.pk}/{self.sales.pk}/")

    def test_a_department_with_active_people_stays_open(self):
        make_user("ann", department=self.east)
        with self.assertRaises(RuleBroken):
            departments.deactivate(self.east, by=None)

    def test_a_department_with_open_departments_stays_open(self):
        with self.assertRaises(RuleBroken):
            departments.deactivate(self.sales, by=None)

    def test_an_empty_department_closes_and_opens_again(self):
        departments.deactivate(self.east, by=None)
        self.assertFalse(Department.objects.get(pk=self.east.pk).is_active)
        departments.activate(self.east, by=None)
        self.assertTrue(Department.objects.get(pk=self.east.pk).is_active)

    def test_nothing_is_put_below_a_closed_department(self):
        departments.deactivate(self.east, by=None)
        with self.assertRaises(RuleBroken):
            make_department("New", self.east)

    def test_a_tree_too_deep_is_refused_in_words(self):
        parent = None
        with self.assertRaises(RuleBroken):
            for n in range(200):
                parent = make_department(f"D{n}", parent)


class DepartmentPagesTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.firm = make_department("Firm")
        self.sales = make_department("Sales", self.firm)

    def save(self, department, **values):
        data = {"name": department.name, "parent": department.parent_id or "", "leader": ""}
        data |= {"position": 0, "is_active": "on", **values}
        url = reverse("admin:accounts_department_change", args=[department.pk])
        return self.client.post(url, data)

    def test_the_list_is_drawn_as_a_tree(self):
        make_department("Alpha")
        page = self.client.get(reverse("admin:accounts_department_changelist"))
        self.assertContains(page, '<span class="zk-deep-1">Sales</span>', html=True)
        text = page.content.decode()
        self.assertLess(text.index(">Firm<"), text.index(">Sales<"))
        self.assertLess(text.index(">Sales<"), text.index(">Alpha<"))

    def test_adding_keeps_the_path_and_names_the_person(self):
        data = {"name": "East", "parent": self.sales.pk, "position": 0, "is_active": "on"}
        self.client.post(reverse("admin:accounts_department_add"), data)
        east = Department.objects.get(name="East")
        self.assertEqual(east.path, f"{self.sales.path}{east.pk}/")
        change = Change.objects.filter(model="accounts.department", object_id=east.pk).first()
        self.assertEqual((change.by, change.verb), (self.olga, "department.add"))

    def test_a_new_parent_moves(self):
        other = make_department("Other")
        self.save(self.sales, parent=other.pk)
        self.sales.refresh_from_db()
        self.assertEqual(self.sales.path, f"/{other.pk}/{self.sales.pk}/")

    def test_a_ring_is_an_error_beside_the_field(self):
        page = self.save(self.firm, parent=self.sales.pk)
        self.assertEqual(page.status_code, 200)
        self.assertIn("parent", page.context["adminform"].form.errors)
        self.firm.refresh_from_db()
        self.assertIsNone(self.firm.parent)

    def test_closing_a_department_with_people_is_refused(self):
        make_user("ann", department=self.sales)
        page = self.save(self.sales, is_active="")
        self.assertIn("is_active", page.context["adminform"].form.errors)
        self.sales.refresh_from_db()
        self.assertTrue(self.sales.is_active)

    def test_two_departments_of_one_name_side_by_side_are_refused(self):
        data = {"name": "Sales", "parent": self.firm.pk, "position": 0, "is_active": "on"}
        page = self.client.post(reverse("admin:accounts_department_add"), data)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(Department.objects.filter(name="Sales").count(), 1)

    def test_a_department_in_use_is_not_deleted(self):
        url = reverse("admin:accounts_department_delete", args=[self.firm.pk])
        self.client.post(url, {"post": "yes"})
        self.assertTrue(Department.objects.filter(pk=self.firm.pk).exists())

    def test_an_empty_department_is_deleted(self):
        url = reverse("admin:accounts_department_delete", args=[self.sales.pk])
        self.client.post(url, {"post": "yes"})
        self.assertFalse(Department.objects.filter(pk=self.sales.pk).exists())
