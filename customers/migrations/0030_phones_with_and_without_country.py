"""Build the indexes of equal phones anew: by ten digits, which all writings of a number share."""

from django.db import migrations

ANEW = """
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS text
        FROM pg_index WHERE pg_get_indexdef(indexrelid) LIKE '%phone_tail%, 11)%'
    LOOP
        EXECUTE 'DROP INDEX ' || found.name;
        EXECUTE replace(found.text, ', 11)', ', 10)');
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0029_level_rules")]
    operations = [migrations.RunSQL(ANEW, migrations.RunSQL.noop)]
