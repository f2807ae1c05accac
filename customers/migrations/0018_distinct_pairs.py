import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0022_reveal"),
        ("customers", "0017_kept_pool_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DistinctPair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
            ],
            options={
                "verbose_name": "pair of different customers",
                "verbose_name_plural": "pairs of different customers",
            },
        ),
        migrations.AddField(
            model_name="distinctpair",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="distinctpair",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="told_apart",
                to="customers.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="distinctpair",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="told_apart_too",
                to="customers.customer",
                verbose_name="other customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="distinctpair",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least("first", "second"),
                django.db.models.functions.comparison.Greatest("first", "second"),
                name="customers_distinctpair_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="distinctpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("first", models.F("second")), _negated=True),
                name="customers_distinctpair_two",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="distinctpair",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            PERFORM public.core_log_change(\n                'customers.distinctpair', 'id', TG_OP,\n                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,\n                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END\n            );\n            RETURN NULL;\n        ",
                    hash="68b1c21eb5cbc0b7702f7c5eeaa8b7d1717d363d",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_6286a",
                    table="customers_distinctpair",
                    when="AFTER",
                ),
            ),
        ),
    ]
