"""Notices to the commissioning body: through the one gate, digital or as a letter."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.languages import speaking_as
from roterfaden.accounts.models import Organisation, User
from roterfaden.common.days import local_day
from roterfaden.consent import transfers
from roterfaden.consent.choices import Channel, DataClass, RecipientKind
from roterfaden.consent.gate import Item
from roterfaden.consent.models import Recipient, Transfer
from roterfaden.documents.typesetting.content import Document, Facts, Section, Text
from roterfaden.measures.catalogue import carrying
from roterfaden.measures.choices import Act
from roterfaden.measures.models import Order, OrderTurn

EMPLOYER = "employer"
SENTENCES = {
    Act.ACCEPT: gettext_lazy("Wir nehmen den Auftrag an."),
    Act.REFUSE: gettext_lazy("Wir können den Auftrag nicht annehmen."),
    Act.START: gettext_lazy("Die Maßnahme hat am {on} begonnen."),
    Act.WORK: gettext_lazy("Die Person hat am {on} Arbeit aufgenommen."),
    Act.ASK_MORE: gettext_lazy("Wir bitten um Verlängerung bis zum {until}."),
    Act.RETURN: gettext_lazy("Wir geben den Auftrag zum {on} zurück."),
    Act.END: gettext_lazy("Der Auftrag ist am {on} zu Ende gegangen."),
    Act.NOTE: gettext_lazy("Nachricht vom {on}:"),
}


class NoticeRefused(ValueError):
    """The gate does not let this notice pass; the message says why."""


def let_notice_out(*, order: Order, turn: OrderTurn, by: User, at: datetime) -> Transfer:
    """Put the notice through the gate and into the ledger of the person. Refuses with NoticeRefused."""
    return _let_out(
        order,
        [Item(data_class=DataClass.COURSE, title=turn.get_act_display(), text=_said(turn))],
        purpose=_("Auftrag durchführen und der beauftragenden Stelle melden"),
        channel=Channel.API if order.digital else Channel.LETTER,
        by=by,
        at=at,
    )


def let_billing_out(*, order: Order, words: str, by: User, at: datetime) -> Transfer:
    """Note in the ledger of the person what a statement tells the body of them. Refuses with NoticeRefused."""
    return _let_out(
        order,
        [
            Item(
                data_class=DataClass.MASTER,
                title=_("Name, Aktenzeichen und abgerechnete Leistung"),
                text=words,
            )
        ],
        purpose=_("Leistungen mit der beauftragenden Stelle abrechnen"),
        channel=Channel.EXPORT,
        by=by,
        at=at,
    )


def notice_letter(turn: OrderTurn, *, at: datetime) -> Document:
    """The notice as a letter in the language of the body. `turn.order`, its service and its body are loaded."""
    with speaking_as(turn.order.commissioner):
        return _letter(turn, at=at)


def _letter(turn: OrderTurn, *, at: datetime) -> Document:
    order = turn.order
    day = date_format(local_day(turn.at), "d.m.Y")
    rows = [(_("Für"), order.about), (_("Auftrag"), order.get_kind_display())]
    if order.reference:
        rows.append((_("Ihr Zeichen"), order.reference))
    if order.case is not None:
        rows.append((_("Unser Zeichen"), order.case.file_number))
    rows.append((_("Auftrag gilt"), _span(order)))
    blocks: list[Facts | Text] = [Facts(rows=rows), Text(text=_said(turn))]
    return Document(
        title=turn.get_act_display(),
        subtitle=f"{order.service} · {day}",
        notice=_("An: %(body)s") % {"body": order.commissioner},
        foot=_("%(service)s, erstellt am %(day)s")
        % {"service": order.service, "day": date_format(local_day(at), "d.m.Y")},
        sections=[Section(id="1", title=_("Mitteilung"), blocks=blocks)],
        contents=False,
    )


def _let_out(
    order: Order, items: list[Item], *, purpose: str, channel: Channel, by: User, at: datetime
) -> Transfer:
    case = order.case
    assert case is not None
    plan = transfers.Plan(
        recipient=_recipient(order, by=by, at=at),
        channel=channel,
        purpose=purpose,
        items=items,
        legal_basis=carrying().notices[case.service.region[:2]],
    )
    try:
        transfer = transfers.queue(
            person=case.person, service=case.service, plan=plan, scope=case, by=by, at=at
        )
    except transfers.TransferRefused as refusal:
        raise NoticeRefused(str(refusal)) from refusal
    return transfers.let_out(transfer=transfer, scope=case, by=by, at=at)


def _said(turn: OrderTurn) -> str:
    """The notice in sentences."""
    sentence = SENTENCES.get(Act(turn.act), _("{act} am {on}."))
    until = date_format(turn.until, "d.m.Y") if turn.until else ""
    first = str(sentence).format(act=turn.get_act_display(), on=date_format(turn.on, "d.m.Y"), until=until)
    return f"{first}\n\n{turn.text}" if turn.text else first


def _span(order: Order) -> str:
    return f"{date_format(order.valid_from, 'd.m.Y')} – {date_format(order.valid_until, 'd.m.Y')}"


def _recipient(order: Order, *, by: User, at: datetime) -> Recipient:
    """The commissioning body in the service's list of recipients; entered if it is not there."""
    known = Recipient.objects.filter(service=order.service, organisation=order.commissioner).first()
    if known is not None:
        return known
    return transfers.add_recipient(
        service=order.service,
        kind=_kind_of(order.commissioner),
        name=order.commissioner.name,
        organisation=order.commissioner,
        by=by,
        at=at,
    )


def _kind_of(body: Organisation) -> RecipientKind:
    return RecipientKind.EMPLOYER if body.kind.code == EMPLOYER else RecipientKind.PUBLIC
