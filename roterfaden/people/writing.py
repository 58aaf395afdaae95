"""In which language a service writes to a person."""

from contextlib import AbstractContextManager

from django.utils import translation

from roterfaden.accounts.choices import Language
from roterfaden.accounts.languages import language_in
from roterfaden.people.languages import LANGUAGES
from roterfaden.people.models import Person
from roterfaden.people.relations import communication_of


def language_of_person(person: Person) -> str:
    """The first of the languages noted for the person that the program speaks, else that of the service.

    German is the German of the service: with ß or without.
    """
    usual = language_in(person.organisation) or Language.GERMAN
    names = {name.casefold(): code for code, name in LANGUAGES.items() if code in Language.values}
    for noted in communication_of(person)["languages"]:
        code = names.get(str(noted["name"]).strip().casefold())
        if code is not None:
            return usual if usual.startswith(code) else code
    return usual


def writing_to(person: Person) -> AbstractContextManager[None]:
    """Within `with`, texts are put together in the language of `person`."""
    return translation.override(language_of_person(person))
