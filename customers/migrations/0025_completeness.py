"""How complete customers are: what counts is a setting, a column is kept by triggers."""

import django.contrib.postgres.fields
import django.core.validators
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# What of a customer counts and is missing, told from its row as JSON. Custom fields lie in the
# column `custom`; "0", an empty list and an unticked box are nothing, as in the form.
FUNCTIONS = """
CREATE FUNCTION public.customers_fields(c jsonb)
RETURNS TABLE (field text, weight integer, lacks boolean) LANGUAGE sql STABLE AS $$
    SELECT u.field, u.weight, CASE u.field
        WHEN 'main_contact' THEN NOT EXISTS (
            SELECT FROM public.customers_contact k
            WHERE k.customer_id = (c ->> 'id')::bigint AND k.is_main AND k.deleted_at IS NULL)
        WHEN 'reachable' THEN c ->> 'phone' = '' AND NOT EXISTS (
            SELECT FROM public.customers_contact k
            WHERE k.customer_id = (c ->> 'id')::bigint AND k.is_main AND k.deleted_at IS NULL
            AND (k.mobile <> '' OR k.office_phone <> ''))
        ELSE coalesce(CASE WHEN u.field LIKE 'x\\_%' THEN c -> 'custom' ->> substr(u.field, 3)
            ELSE coalesce(c ->> u.field, c ->> (u.field || '_id')) END, '')
            IN ('', '0', '[]', 'false')
        END
    FROM public.customers_fielduse u
    WHERE u.weight > 0 AND u.only_for IN ('', c ->> 'kind')
    AND coalesce((c ->> 'category_id')::bigint <> ALL (u.unused_by), true)
    AND (u.field NOT LIKE 'x\\_%' OR EXISTS (
        SELECT FROM public.core_customfield f
        WHERE f.model = 'customers.customer' AND 'x_' || f.name = u.field AND f.is_active))
$$;
CREATE FUNCTION public.customers_completeness(c jsonb) RETURNS smallint LANGUAGE sql STABLE AS $$
    SELECT coalesce(100 * sum(weight) FILTER (WHERE NOT lacks) / nullif(sum(weight), 0),
        CASE WHEN count(*) > 0 THEN 0 ELSE 100 END)::smallint
    FROM public.customers_fields(c)
$$;
CREATE FUNCTION public.customers_lacking(c jsonb) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(field ORDER BY weight DESC, field), '{}')
    FROM public.customers_fields(c) WHERE lacks
$$;
"""
GONE = """
DROP FUNCTION public.customers_lacking(jsonb);
DROP FUNCTION public.customers_completeness(jsonb);
DROP FUNCTION public.customers_fields(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0023_rows_left_out"),
        ("customers", "0024_count_of_silent_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FieldUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=40, unique=True, verbose_name="field")),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(9)],
                        verbose_name="weight",
                    ),
                ),
                (
                    "only_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("organisation", "organisations only"),
                            ("person", "persons only"),
                        ],
                        max_length=12,
                        verbose_name="for",
                    ),
                ),
                (
                    "unused_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="categories without it",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "use of a field",
                "verbose_name_plural": "uses of fields",
                "ordering": ["pk"],
            },
        ),
        migrations.RunSQL(FUNCTIONS, GONE),
        pgtrigger.migrations.RemoveTrigger(
            model_name="customer",
            name="history",
        ),
        migrations.AddField(
            model_name="customer",
            name="completeness",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, editable=False, verbose_name="completeness"
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["completeness", "id"],
                include=("owner", "deleted_at"),
                name="customers_customer_complete",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="completeness",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE former text; latter text;",
                    func="\n        IF TG_OP <> 'INSERT' AND OLD.is_main AND OLD.deleted_at IS NULL THEN\n            former := OLD.customer_id || ' ' || (OLD.mobile <> '' OR OLD.office_phone <> '');\n        END IF;\n        IF TG_OP <> 'DELETE' AND NEW.is_main AND NEW.deleted_at IS NULL THEN\n            latter := NEW.customer_id || ' ' || (NEW.mobile <> '' OR NEW.office_phone <> '');\n        END IF;\n        IF former IS DISTINCT FROM latter THEN\n            UPDATE public.customers_customer SET completeness = 0 WHERE id IN (\n                split_part(former, ' ', 1)::bigint, split_part(latter, ' ', 1)::bigint);\n        END IF;\n        RETURN NULL;\n    ",
                    hash="f41aebce29d5cb0497483f605c94322e19a4e246",
                    operation='INSERT OR DELETE OR UPDATE OF "customer_id", "is_main", "mobile", "office_phone", "deleted_at"',
                    pgid="pgtrigger_completeness_7c680",
                    table="customers_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customer",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            PERFORM public.core_log_change(\n                'customers.customer', 'id', TG_OP,\n                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - 'completeness' END,\n                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - 'completeness' END\n            );\n            RETURN NULL;\n        ",
                    hash="e803ade03abdbd63324569086648dc62da989480",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_4de57",
                    table="customers_customer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customer",
            trigger=pgtrigger.compiler.Trigger(
                name="completeness",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        NEW.completeness := public.customers_completeness(to_jsonb(NEW));\n        RETURN NEW;\n    ",
                    hash="b57ec14f5e473e8f68a1babc11fdf971d32412b2",
                    operation='INSERT OR UPDATE OF "short_name", "kind", "category_id", "level_id", "industry_id", "source_id", "phone", "email", "region_id", "address", "postcode", "website", "fax", "country", "city", "tax_number", "licence_no", "legal_person", "registered_capital", "annual_revenue", "bank", "bank_account", "id_number", "points", "next_contact_at", "next_contact_note", "remark", "custom", "completeness"',
                    pgid="pgtrigger_completeness_db6a3",
                    table="customers_customer",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="fielduse",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__lte", 9)), name="customers_fielduse_weight"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fielduse",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            PERFORM public.core_log_change(\n                'customers.fielduse', 'id', TG_OP,\n                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,\n                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END\n            );\n            RETURN NULL;\n        ",
                    hash="764fa798409bf40d59ec2fc611df188376683325",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_7de19",
                    table="customers_fielduse",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fielduse",
            trigger=pgtrigger.compiler.Trigger(
                name="marked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO public.core_mark (id, value) VALUES (1, gen_random_uuid())\n        ON CONFLICT (id) DO UPDATE SET value = EXCLUDED.value;\n        RETURN NULL;\n    ",
                    hash="ab883a115097a9ee6900eb577439b7991d4fb2fa",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_marked_12caa",
                    table="customers_fielduse",
                    when="AFTER",
                ),
            ),
        ),
    ]
