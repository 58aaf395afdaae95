from django.db import migrations


def keep_codes(apps, schema_editor):
    """Codes that were derived from a sealed seed stay good; from now on only their hashes are kept."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from django.contrib.auth.hashers import make_password

    kept = apps.get_model("accounts", "RecoveryCode")
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes")
    for row in rows:
        for code in RecoveryCodes(row).get_unused_codes():
            kept.objects.create(
                user_id=row.user_id, mark=code[:2], hashed=make_password(code), made_at=row.created_at
            )
    rows.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_signing_on"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(keep_codes, migrations.RunPython.noop, elidable=True)]
