"""A batch can be undone, once; its items say which record and what was done to it."""

import django.db.models.deletion
from django.db import migrations, models

OUTCOMES = [
    ("added", "Added"),
    ("changed", "Changed"),
    ("removed", "Removed"),
    ("same", "Nothing to change"),
    ("refused", "Refused"),
]
KINDS = [("import", "Import"), ("export", "Export"), ("bulk", "Bulk action"), ("undo", "Undo")]


class Migration(migrations.Migration):
    dependencies = [("core", "0010_attachment")]
    operations = [
        migrations.AlterField(
            model_name="batch",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8, verbose_name="kind"),
        ),
        migrations.AddField(
            model_name="batch",
            name="undo_of",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undos",
                to="core.batch",
            ),
        ),
        migrations.AddField(
            model_name="batchitem",
            name="model",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="batchitem",
            name="outcome",
            field=models.CharField(blank=True, choices=OUTCOMES, default="", max_length=8),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undo_of__isnull", False)),
                fields=("undo_of",),
                name="core_batch_undone_once",
            ),
        ),
    ]
