"""Customers that belong together."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.manager
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import core.models.dictionary


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0023_rows_left_out"),
        ("customers", "0027_words_of_follow_ups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerRelation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "deleted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="deleted"),
                ),
                (
                    "deletion_reason",
                    models.CharField(
                        blank=True,
                        db_default="",
                        editable=False,
                        max_length=200,
                        verbose_name="why deleted",
                    ),
                ),
                (
                    "custom",
                    models.JSONField(
                        db_default=models.Value({}, output_field=models.JSONField()),
                        default=dict,
                        editable=False,
                        verbose_name="custom fields",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="remark")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations_as_first",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "kind",
                    core.models.dictionary.DictionaryField(
                        blank=False,
                        db_index=False,
                        limit_choices_to={"type__code": "customer_relation"},
                        list_code="customer_relation",
                        null=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.dictionaryitem",
                        verbose_name="relation",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations_as_second",
                        to="customers.customer",
                        verbose_name="related customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "customer relation",
                "verbose_name_plural": "customer relations",
                "ordering": ["-pk"],
                "abstract": False,
                "base_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["first"], name="customers_relation_first"),
                    models.Index(fields=["second"], name="customers_relation_second"),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["deleted_at"],
                        name="customers_relation_bin",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first", models.F("second")), _negated=True),
                        name="customers_customerrelation_not_itself",
                        violation_error_message="Choose another customer: none is related to itself.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("first", "second"),
                        django.db.models.functions.comparison.Greatest("first", "second"),
                        models.F("kind"),
                        condition=models.Q(("deleted_at", None)),
                        name="customers_customerrelation_once",
                        violation_error_message="These two customers are related in this way already.",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customerrelation",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            PERFORM public.core_log_change(\n                'customers.customerrelation', 'id', TG_OP,\n                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,\n                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END\n            );\n            RETURN NULL;\n        ",
                    hash="dc6de2a237310bacecb288580c59eb6a2d9668e3",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_feb58",
                    table="customers_customerrelation",
                    when="AFTER",
                ),
            ),
        ),
    ]
