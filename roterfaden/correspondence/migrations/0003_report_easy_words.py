from django.db import migrations

import roterfaden.common.crypto.fields


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0002_mail_encrypted")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="easy_words",
            field=roterfaden.common.crypto.fields.SealedTextField(
                blank=True,
                key="case.data_key_id",
                max_length=4000,
                null=True,
                verbose_name="Was im Bericht steht, in Leichter Sprache",
            ),
        ),
    ]
