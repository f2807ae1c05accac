"""What customers want to buy, and how their data was collected."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import core.models.dictionary


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0024_batch_turn"),
        ("customers", "0030_phones_with_and_without_country"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="customer",
            name="completeness",
        ),
        migrations.AddField(
            model_name="customer",
            name="buying_intent",
            field=core.models.dictionary.DictionaryField(
                blank=True,
                limit_choices_to={"type__code": "buying_intent"},
                list_code="buying_intent",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.dictionaryitem",
                verbose_name="buying intent",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="collected_by",
            field=core.models.dictionary.DictionaryField(
                blank=True,
                limit_choices_to={"type__code": "data_collection"},
                list_code="data_collection",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.dictionaryitem",
                verbose_name="data collected by",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="intended_goods",
            field=models.CharField(
                blank=True, db_default="", max_length=120, verbose_name="what they intend to buy"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customer",
            trigger=pgtrigger.compiler.Trigger(
                name="completeness",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        NEW.completeness := public.customers_completeness(to_jsonb(NEW));\n        RETURN NEW;\n    ",
                    hash="585b8543bad927fc2e63c19dd55c8a3445eefacb",
                    operation='INSERT OR UPDATE OF "short_name", "kind", "category_id", "level_id", "industry_id", "source_id", "phone", "email", "region_id", "address", "postcode", "website", "fax", "country", "city", "tax_number", "licence_no", "legal_person", "registered_capital", "annual_revenue", "bank", "bank_account", "id_number", "points", "next_contact_at", "next_contact_note", "buying_intent_id", "intended_goods", "collected_by_id", "remark", "custom", "completeness"',
                    pgid="pgtrigger_completeness_db6a3",
                    table="customers_customer",
                    when="BEFORE",
                ),
            ),
        ),
    ]
