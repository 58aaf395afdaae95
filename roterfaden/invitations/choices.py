from django.db import models
from django.utils.translation import gettext_lazy as _


class InviteeState(models.TextChoices):
    """Where a person of a list stands."""

    WAITING = "waiting", _("noch nicht eingeladen")
    INVITED = "invited", _("eingeladen")
    CAME = "came", _("gekommen")
    EXCUSED = "excused", _("entschuldigt")
    ABSENT = "absent", _("nicht gekommen")
    REMOVED = "removed", _("von der Liste genommen")


# who can be invited now; who is invited already gets another date under the same number
INVITABLE = (InviteeState.WAITING, InviteeState.INVITED, InviteeState.EXCUSED, InviteeState.ABSENT)
# what may be recorded of somebody who was invited
ANSWERS = (InviteeState.CAME, InviteeState.EXCUSED, InviteeState.ABSENT)
