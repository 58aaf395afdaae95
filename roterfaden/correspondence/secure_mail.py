"""A released report as a mail that only its recipient opens: into the outbox, encrypted there already."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.correspondence.certificates import certificate_for, loaded
from roterfaden.correspondence.models import MailCertificate, Report
from roterfaden.correspondence.placeholders import letterhead_of
from roterfaden.correspondence.reports import ReportRefused, template_of
from roterfaden.correspondence.smime import ENVELOPED, Part, SignerBroken, sealed_message
from roterfaden.documents.files import read_file
from roterfaden.jobs.models import Mail
from roterfaden.jobs.outbox import queue_mail

# what the outbox keeps of one mail
MOST_CHARACTERS = 390_000


def require_certificate(report: Report, *, at: datetime) -> MailCertificate:
    """The certificate for the recipient of the report. Refuses when there is none in force."""
    found = certificate_for(report.recipient, at=at)
    if found is None:
        raise ReportRefused(
            _(
                "Für %(whom)s ist kein gültiges Zertifikat hinterlegt. Unverschlüsselt geht kein Bericht hinaus. "
                "Zertifikate stehen unter „Vorlagen“."
            )
            % {"whom": report.recipient}
        )
    return found


def queue_report(*, report: Report, certificate: MailCertificate, by: User, at: datetime) -> Mail:
    """Put the frozen PDF into the outbox, encrypted for the recipient, in the caller's transaction.

    Subject and envelope name nobody. The same transfer gives the same mail. Refuses what is too large for a mail, and
    when the own certificate is configured and cannot sign.
    """
    assert report.file is not None
    assert report.transfer is not None
    head, case = letterhead_of(report.case.service), report.case
    told = _(
        "Guten Tag,\n\nanbei unser Dokument „%(title)s“ zum Zeichen %(number)s.\n\n%(who)s\n%(phone)s\n"
    ) % {
        "title": template_of(report).title,
        "number": case.file_number,
        "who": head.office,
        "phone": head.phone,
    }
    try:
        sealed = sealed_message(
            told,
            [Part(name=f"{report.template}.pdf", content=read_file(report.file))],
            certificate=loaded(certificate),
            signer=Path(settings.SMIME_SIGNER) if settings.SMIME_SIGNER else None,
        )
    except SignerBroken as error:
        raise ReportRefused(str(error)) from error
    if len(sealed) > MOST_CHARACTERS:
        raise ReportRefused(_("Der Bericht ist zu groß für eine Mail. Geben Sie einen Zugang über Link."))
    return queue_mail(
        key=f"report:{report.transfer.uuid}",
        to=certificate.address,
        subject=_("Verschlüsselte Nachricht von %(office)s") % {"office": head.office},
        body="",
        not_before=at,
        by=by,
        at=at,
        organisation=case.service,
        attachments=[{"name": "smime.p7m", "type": ENVELOPED, "text": sealed}],
    )
