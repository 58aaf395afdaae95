"""What a cooperation refuses, and that nothing is written in one that is over."""

from roterfaden.cases.journal import require_open
from roterfaden.cooperation.choices import CooperationState
from roterfaden.cooperation.models import Cooperation

OVER = frozenset((CooperationState.ENDED, CooperationState.DECLINED))


class CooperationRefused(ValueError):
    """It cannot be done like this; the message says why and what helps."""


def require_running(cooperation: Cooperation) -> None:
    """Refuse to write in a closed case and in a cooperation that has ended or was declined."""
    require_open(cooperation.case)
    state = Cooperation.objects.values_list("state", flat=True).get(pk=cooperation.pk)
    if state in OVER:
        raise CooperationRefused("Diese Zusammenarbeit ist beendet. Daran wird nichts mehr geändert.")


def require_accepted(cooperation: Cooperation) -> None:
    """Refuse what needs the yes of the coordination office first."""
    require_running(cooperation)
    state = Cooperation.objects.values_list("state", flat=True).get(pk=cooperation.pk)
    if state != CooperationState.ACCEPTED:
        raise CooperationRefused("Die Koordination hat den Fall noch nicht angenommen.")
