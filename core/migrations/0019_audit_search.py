import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models.changes


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0018_kept_mark"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="change",
            name="by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["at", "id"], name="core_change_at"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["by", "at", "id"], name="core_change_by"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["model", "at", "id"], name="core_change_kind"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["verb", "at", "id"], name="core_change_verb"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    models.F("origin"), name="text_pattern_ops"
                ),
                name="core_change_origin",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    core.models.changes.AddressPart(models.F("origin")), name="text_pattern_ops"
                ),
                name="core_change_address",
            ),
        ),
    ]
