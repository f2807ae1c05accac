"""The dictionary, number rules and the audit trail in Django admin."""

from django.urls import reverse

from core.models import Change, DictionaryItem, DictionaryType, NumberRule
from tests.accounts.base import AdminTestCase
from tests.support.people import make_department, make_user


class IndexTests(AdminTestCase):
    def test_it_shows_what_the_person_may_keep_and_the_way_back(self):
        page = self.client.get(reverse("admin:index"))
        self.assertContains(page, reverse("admin:accounts_role_changelist"))
        self.assertContains(page, reverse("reports:dashboard"))
        self.assertNotContains(page, "auth/group")

    def test_all_pages_answer_in_both_languages_and_both_themes(self):
        make_department("Firm")
        root = make_user("root", superuser=True)
        self.client.force_login(root)
        for language, theme in (("zh-hans", "dark"), ("en", "light")):
            root.language, root.theme = language, theme
            root.save()
            for model in ("accounts_user", "accounts_role", "accounts_department"):
                for page in ("changelist", "add"):
                    answer = self.client.get(reverse(f"admin:{model}_{page}"))
                    self.assertEqual(answer.status_code, 200)
                    self.assertEqual(answer.headers["Content-Language"], language)

    def test_no_page_carries_inline_script_or_style(self):
        """The content security policy would refuse them, and the page would be broken."""
        ann = make_user("ann")
        for url in (
            reverse("admin:index"),
            reverse("admin:accounts_user_changelist"),
            reverse("admin:accounts_user_change", args=[ann.pk]),
            reverse("admin:accounts_role_add"),
        ):
            page = self.client.get(url)
            self.assertNotContains(page, "<style")
            self.assertNotContains(page, " style=")
            self.assertNotContains(page, "<script>")
            self.assertNotContains(page, "onclick=")


class DictionaryTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.list = DictionaryType.objects.create(code="level", label_zh="级别")
        self.item = DictionaryItem.objects.create(type=self.list, code="a", label_zh="甲")
        self.url = reverse("admin:core_dictionarytype_change", args=[self.list.pk])

    def save(self, **values):
        data = {
            "label_zh": "级别",
            "position": 0,
            "items-TOTAL_FORMS": 1,
            "items-INITIAL_FORMS": 1,
            "items-0-id": self.item.pk,
            "items-0-type": self.list.pk,
            "items-0-label_zh": "甲",
            "items-0-position": 0,
            "items-0-is_active": "on",
        }
        return self.client.post(self.url, {**data, **values})

    def test_entries_are_renamed_under_the_acting_person(self):
        self.save(**{"items-0-label_zh": "一级"})
        self.item.refresh_from_db()
        self.assertEqual(self.item.label_zh, "一级")
        change = Change.objects.filter(model="core.dictionaryitem").first()
        self.assertEqual((change.by, change.verb), (self.olga, "dictionarytype.edit"))

    def test_codes_stay(self):
        self.save(code="other", **{"items-0-code": "z"})
        self.item.refresh_from_db()
        self.list.refresh_from_db()
        self.assertEqual((self.list.code, self.item.code), ("level", "a"))

    def test_entries_that_code_relies_on_stay_as_they_are(self):
        DictionaryItem.objects.update(is_editable=False)
        self.save(**{"items-0-label_zh": "X", "items-0-is_active": ""})
        self.item.refresh_from_db()
        self.assertEqual((self.item.label_zh, self.item.is_active), ("甲", True))

    def test_lists_are_not_deleted(self):
        url = reverse("admin:core_dictionarytype_delete", args=[self.list.pk])
        self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)


class NumberRuleTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.rule = NumberRule.objects.get(series="order")
        self.url = reverse("admin:core_numberrule_change", args=[self.rule.pk])

    def save(self, **values):
        data = {"prefix": "DD", "date_part": "%Y%m", "digits": 5, "reset": "%Y%m"}
        return self.client.post(self.url, {**data, **values})

    def test_a_rule_is_changed(self):
        self.save(prefix="SO")
        self.rule.refresh_from_db()
        self.assertEqual((self.rule.prefix, self.rule.digits), ("SO", 5))

    def test_numbers_that_would_repeat_are_refused(self):
        page = self.save(date_part="%Y", reset="%Y%m")
        self.assertTrue(page.context["adminform"].form.errors)

    def test_series_are_neither_added_nor_deleted(self):
        self.assertEqual(self.client.get(reverse("admin:core_numberrule_add")).status_code, 403)
        url = reverse("admin:core_numberrule_delete", args=[self.rule.pk])
        self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)
