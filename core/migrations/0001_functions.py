"""What the database itself must know: grams of Chinese names, phone tails, row history."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

# One- and two-character pieces. This form costs a tenth of generate_series; COST 2000 keeps the
# planner from calling it as a filter. Indexed functions must name the schema of what they call.
ZH_GRAMS = """
CREATE FUNCTION public.zh_grams(s text) RETURNS text[]
IMMUTABLE STRICT PARALLEL SAFE COST 2000 LANGUAGE plpgsql AS $$
DECLARE
    c text[] := string_to_array(lower(s), NULL);
    r text[] := c;
BEGIN
    FOR i IN 1..coalesce(array_length(c, 1), 0) - 1 LOOP
        r := r || (c[i] || c[i + 1]);
    END LOOP;
    RETURN r;
END $$;
"""

PHONE_TAIL = r"""
CREATE FUNCTION public.phone_tail(s text) RETURNS text
IMMUTABLE STRICT PARALLEL SAFE COST 200 LANGUAGE sql
RETURN reverse(regexp_replace(s, '\D', '', 'g'));
"""

# Columns that say nothing to a reader are left out; a password is only said to have changed.
LOG_CHANGE = """
CREATE FUNCTION public.core_log_change(model text, pk text, op text, old jsonb, new jsonb)
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
        (at, model, object_id, operation, verb, by_id, origin, before, after)
    VALUES (
        clock_timestamp(), model, (coalesce(new, old) ->> pk)::bigint, op,
        coalesce(current_setting('zhike.verb', true), ''),
        nullif(current_setting('zhike.actor', true), '')::bigint,
        coalesce(current_setting('zhike.origin', true), ''),
        before, after
    );
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(ZH_GRAMS, "DROP FUNCTION public.zh_grams(text)"),
        migrations.RunSQL(PHONE_TAIL, "DROP FUNCTION public.phone_tail(text)"),
        migrations.RunSQL(
            LOG_CHANGE, "DROP FUNCTION public.core_log_change(text, text, text, jsonb, jsonb)"
        ),
    ]
