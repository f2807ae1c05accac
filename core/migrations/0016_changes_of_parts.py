from django.db import migrations

# What hangs on a record by `record_id` is found when it is gone too: tags, co-workers.
ADD = """
CREATE INDEX core_change_part ON core_change
    (model, ((coalesce(after, before) ->> 'record_id')::bigint), id DESC)
    WHERE coalesce(after, before) ? 'record_id'
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0015_recycle_bin")]

    operations = [migrations.RunSQL(ADD, "DROP INDEX core_change_part")]
