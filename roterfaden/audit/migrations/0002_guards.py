from django.db import migrations

from roterfaden.audit import triggers
from roterfaden.audit.chain import START


def begin_chain(apps, schema_editor):
    apps.get_model("audit", "Head").objects.using(schema_editor.connection.alias).create(
        id=1, seq=0, hash=START
    )
    triggers.install(schema_editor.connection)


def remove_guards(apps, schema_editor):
    for statement in triggers.drop_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)
    apps.get_model("audit", "Head").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(begin_chain, remove_guards)]
