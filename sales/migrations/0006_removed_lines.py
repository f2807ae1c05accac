from django.db import migrations

# The history of an order finds the lines that were removed: an edit writes their order last.
ADD = """
CREATE INDEX core_change_removed_line ON core_change ((before -> 'order_id'))
    WHERE operation = 'DELETE' AND model = 'sales.orderline'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0005_follow_ups_about_opportunities"),
        ("core", "0002_initial"),
    ]

    operations = [migrations.RunSQL(ADD, "DROP INDEX core_change_removed_line")]
