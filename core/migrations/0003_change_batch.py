"""The audit trail knows the batch that a change belongs to, so that a batch can be undone."""

import django.db.models.deletion
from django.db import migrations, models

LOG_CHANGE = """
CREATE OR REPLACE FUNCTION public.core_log_change(model text, pk text, op text, old jsonb, new jsonb)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    quiet constant text[] := ARRAY['updated_at', 'version', 'last_login', 'last_sign_in_ip'];
    before jsonb := old - quiet;
    after jsonb := new - quiet;
BEGIN
    IF op = 'UPDATE' THEN
        SELECT jsonb_object_agg(n.key, old -> n.key), jsonb_object_agg(n.key, n.value)
        INTO before, after
        FROM jsonb_each(new - quiet) n
        WHERE n.value IS DISTINCT FROM old -> n.key;
        IF after IS NULL THEN
            RETURN;
        END IF;
    END IF;
    IF before ? 'password' THEN before := before || '{"password": "…"}'; END IF;
    IF after ? 'password' THEN after := after || '{"password": "…"}'; END IF;
    INSERT INTO public.core_change
        (at, model, object_id, operation, verb, by_id, origin, BATCH_COLUMN before, after)
    VALUES (
        clock_timestamp(), model, (coalesce(new, old) ->> pk)::bigint, op,
        coalesce(current_setting('zhike.verb', true), ''),
        nullif(current_setting('zhike.actor', true), '')::bigint,
        coalesce(current_setting('zhike.origin', true), ''),
        BATCH_VALUE before, after
    );
END $$;
"""
KNOWING = LOG_CHANGE.replace("BATCH_COLUMN", "batch_id,").replace(
    "BATCH_VALUE", "nullif(current_setting('zhike.batch', true), '')::bigint,"
)
FORGETTING = LOG_CHANGE.replace("BATCH_COLUMN", "").replace("BATCH_VALUE", "")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial")]
    operations = [
        migrations.AddField(
            model_name="change",
            name="batch",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="changes",
                to="core.batch",
                verbose_name="job",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)),
                fields=["batch", "id"],
                name="core_change_batch",
            ),
        ),
        migrations.RunSQL(KNOWING, FORGETTING),
    ]
