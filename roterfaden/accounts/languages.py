"""In which language somebody reads: pages, mails, documents that go to them."""

from contextlib import AbstractContextManager
from datetime import date, datetime

from django.db import transaction
from django.utils import translation

from roterfaden.accounts.choices import Language
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of
from roterfaden.audit import actions, trail
from roterfaden.common.revisions import save_revision
from roterfaden.languages.regions import usual_language

actions.register("accounts.language_chosen", "Sprache gewählt")
actions.register("accounts.organisation_language_chosen", "Sprache einer Stelle gewählt")


class LanguageRefused(ValueError):
    """The language cannot be chosen; the message says why."""


def language_in(organisation: Organisation) -> str:
    """The language of an organisation: its own choice, else that of the nearest above, else as usual in its region.

    "" where nothing is said of its region.
    """
    current: Organisation | None = organisation
    while current is not None:
        if current.language:
            return current.language
        current = current.parent
    return usual_language(organisation.region)


def usual_language_of(user: User, *, on: date) -> str:
    """What `user` gets without a choice: the language of the organisation where they have worked longest; else ""."""
    first = memberships_of(user, on=on).select_related("organisation").order_by("valid_from", "id").first()
    return language_in(first.organisation) if first else ""


def language_of(user: User, *, on: date) -> str:
    """The language of mails to `user`: their choice, else that of their organisation, else German."""
    return user.language or usual_language_of(user, on=on) or Language.GERMAN


def speaking_to(user: User, *, on: date) -> AbstractContextManager[None]:
    """Within `with`, texts are put together in the language of `user`."""
    return translation.override(language_of(user, on=on))


def speaking_as(organisation: Organisation) -> AbstractContextManager[None]:
    """The same for whoever reads at `organisation`, where nobody is known by name."""
    return translation.override(language_in(organisation) or Language.GERMAN)


def choose_language(*, user: User, language: str, by: User, at: datetime) -> None:
    """From now on `user` reads pages and mails in `language`; "" leaves it to the organisation.

    Effects: an audit entry, if anything changed. Refuses a language that the program does not speak.
    """
    if user.language == language:
        return
    _require_spoken(language)
    with transaction.atomic():
        user.language = language
        user.save(update_fields=["language"])
        trail.record("accounts.language_chosen", by=by, at=at, subject=user, details={"language": language})


def choose_organisation_language(
    *, organisation: Organisation, language: str, revision: int, by: User | None, at: datetime
) -> None:
    """Who works for `organisation` or below it and has chosen nothing reads in `language`; "" leaves it to the region.

    It holds from the next login on. Refuses a language that the program does not speak.
    """
    _require_spoken(language)
    with transaction.atomic():
        organisation.language = language
        save_revision(organisation, expected=revision, fields=["language"])
        trail.record(
            "accounts.organisation_language_chosen",
            by=by,
            at=at,
            subject=organisation,
            organisation=organisation,
            details={"language": language},
        )


def _require_spoken(language: str) -> None:
    if language and language not in Language.values:
        raise LanguageRefused("Diese Sprache gibt es hier nicht.")
