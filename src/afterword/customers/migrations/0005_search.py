"""The index behind instant search; what a later migration takes away with a table comes back after it."""

from django.db import migrations

from afterword.customers.searching.index import keep_index


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_how_often_they_hear'),
    ]

    operations = [
        # As fresh as the code: nothing but the database's own search reads what this makes.
        migrations.RunPython(lambda _apps, _editor: keep_index(), migrations.RunPython.noop),
    ]
