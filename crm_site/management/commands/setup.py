"""`manage.py setup`: ship roles, grants, dictionary, number rules and stages."""

from django.core.management.base import BaseCommand

from accounts.models import Grant, Role
from core import audit, calendars
from core.models import DictionaryItem, DictionaryType, NumberRule
from crm_site import shipped
from customers.services import field_uses, level_rules, regions
from sales.models import Stage


class Command(BaseCommand):
    help = "Add what every installation starts with; what the firm has changed stays."

    def handle(self, *args, **options):
        with audit.acting(None, "firm.setup"):
            self.add_roles()
            self.add_dictionary()
            self.add_numbers()
            self.add_stages()
            calendars.ship()
            regions.ship()
            level_rules.ship()
            field_uses.ship()

    def add_roles(self):
        for code, (name, name_en, description) in shipped.ROLES.items():
            role, is_new = Role.objects.get_or_create(
                code=code,
                defaults={"name": name, "name_en": name_en, "description": description},
            )
            count = self.add_grants(role)
            if count and not is_new:
                self.stdout.write(f"{name} ({code}): {count} new grants.")

    def add_grants(self, role) -> int:
        """Give what this role was never given by a set-up: what the firm took away stays away."""
        new = {
            f"{grant.model} {grant.action}": grant
            for grant in self.grants_of(role)
            if f"{grant.model} {grant.action}" not in role.shipped
        }
        if not new:
            return 0
        before = role.grants.count()
        with audit.acting(None, "role.grants"):
            Grant.objects.bulk_create(new.values(), ignore_conflicts=True)
            role.shipped = sorted({*role.shipped, *new})
            role.save(update_fields=["shipped"])
        return role.grants.count() - before

    def grants_of(self, role):
        for model, entries in shipped.GRANTS[role.code].items():
            for letters, scope in entries:
                for letter in letters:
                    action = shipped.LETTERS[letter]
                    yield Grant(role=role, model=model, action=action, scope=scope)

    def add_dictionary(self):
        for position, (code, (zh, en, items)) in enumerate(shipped.DICTIONARY.items()):
            kind, is_new = DictionaryType.objects.get_or_create(
                code=code, defaults={"label_zh": zh, "label_en": en, "position": position}
            )
            if is_new:
                DictionaryItem.objects.bulk_create(
                    DictionaryItem(
                        type=kind, code=code, label_zh=zh, label_en=en, position=position
                    )
                    for position, (code, zh, en) in enumerate(items)
                )

    def add_numbers(self):
        for series, (prefix, date_part, digits, reset) in shipped.NUMBERS.items():
            NumberRule.objects.get_or_create(
                series=series,
                defaults={
                    "prefix": prefix,
                    "date_part": date_part,
                    "digits": digits,
                    "reset": reset,
                },
            )

    def add_stages(self):
        for position, (code, zh, en, probability) in enumerate(shipped.STAGES):
            Stage.objects.get_or_create(
                code=code,
                defaults={
                    "label_zh": zh,
                    "label_en": en,
                    "position": position,
                    "probability": probability,
                },
            )
