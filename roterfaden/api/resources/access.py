"""What a key is for."""

from django.utils.translation import gettext_lazy

from roterfaden.api import answers
from roterfaden.api.operations import Call, Operation


def me(call: Call) -> answers.Access:
    place = call.organisation
    return answers.Access(
        name=call.token.name,
        user=call.user.username,
        organisation=answers.Body(code=place.code, name=place.name),
        scopes=list(call.token.scopes),
        valid_until=call.token.valid_until,
    )


OPERATIONS = (
    Operation(
        id="get_me",
        method="GET",
        path="me",
        scope=None,
        summary=gettext_lazy("Lesen, wofür dieser Zugang ist"),
        answer=answers.Access,
        do=me,
    ),
)
