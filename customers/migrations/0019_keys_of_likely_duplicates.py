from django.db import migrations, models

import customers.models.keys


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0018_distinct_pairs"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="customer",
            name="customers_customer_core",
        ),
        migrations.RemoveIndex(
            model_name="customer",
            name="customers_customer_domain",
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                customers.models.keys.PhoneKey(models.F("mobile")),
                condition=models.Q(("deleted_at", None), models.Q(("mobile", ""), _negated=True)),
                include=("mobile", "customer"),
                name="customers_contact_same_mobile",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                customers.models.keys.PhoneKey(models.F("office_phone")),
                condition=models.Q(
                    ("deleted_at", None), models.Q(("office_phone", ""), _negated=True)
                ),
                include=("office_phone", "customer"),
                name="customers_contact_same_office",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(
                    ("email", ""),
                    ("mobile", ""),
                    ("office_phone", ""),
                    ("wechat", ""),
                    ("deleted_at", None),
                ),
                fields=["id"],
                name="customers_contact_unreachable",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=["name_core"],
                include=("id", "owner"),
                name="customers_customer_core",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(
                    ("deleted_at", None), models.Q(("tax_number", ""), _negated=True)
                ),
                fields=["tax_number"],
                include=("id", "owner"),
                name="customers_customer_same_tax",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                customers.models.keys.PhoneKey(models.F("phone")),
                condition=models.Q(("deleted_at", None), models.Q(("phone", ""), _negated=True)),
                include=("phone", "id", "owner"),
                name="customers_customer_same_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                customers.models.keys.MailDomain(models.F("email")),
                condition=models.Q(("deleted_at", None)),
                include=("email", "id", "owner"),
                name="customers_customer_domain",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(
                    customers.models.keys.Impossible("phone", "email", "tax_number"),
                    ("deleted_at", None),
                ),
                fields=["id"],
                name="customers_customer_impossible",
            ),
        ),
    ]
