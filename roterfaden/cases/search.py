"""The search index of the cases: written by the functions that change a text, in the same transaction.

Of a sealed text only keyed hashes of its word stems are kept (docs/decisions/0008, 0024): once beside the text, for
showing where the words stand, and once for the case, for finding it.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from roterfaden.cases.choices import TextKind
from roterfaden.cases.models import Case, CaseKey, SearchText, SearchWord
from roterfaden.common.names import compact, number_keys
from roterfaden.common.text import TOKEN_LENGTH, language_of, search_tokens

# where French or Italian is spoken at work; a text that tells its language itself is taken at its word
LANGUAGES_OF_REGIONS = {
    **dict.fromkeys(("CH-GE", "CH-VD", "CH-NE", "CH-JU", "CH-FR", "CH-VS"), "french"),
    "CH-TI": "italian",
}


# what words of the health record are hashed under besides the service
HEALTH = "health"

Texts = Callable[[Case], Iterable[tuple[UUID, str]]]
_further: list[Texts] = []


def further_texts(texts: Texts) -> Texts:
    """Register what yields texts of a case that a package above has indexed, with their sources: for rebuilding."""
    _further.append(texts)
    return texts


def texts_from_above(case: Case) -> Iterable[tuple[UUID, str]]:
    """The registered texts of a case; a fixed number of queries for each package."""
    for texts in _further:
        yield from texts(case)


def scope_of(service_id: int, apart: str = "") -> str:
    """Under which name the words of a service are hashed; `apart` keeps some of them for those who ask for it."""
    return f"{service_id}/{apart}" if apart else str(service_id)


def index_text(
    *,
    case: Case,
    source: UUID,
    text: str,
    kind: TextKind = TextKind.OTHER,
    apart: str = "",
    health_text: str = "",
) -> None:
    """Replace the words of one sealed text in the index. Stores keyed hashes of word stems, never words.

    `health_text`: what may tell of health (the inside of a file); found by those alone who ask for health.

    Runs inside the transaction of the writing function that changed the text and that holds the case's row.
    """
    language = language_of(text, LANGUAGES_OF_REGIONS.get(case.service.region, "german"))
    scope = scope_of(case.service_id, apart)
    wanted = {number_of(token) for token in search_tokens(text, scope, language)}
    inside = search_tokens(health_text, scope_of(case.service_id, HEALTH), language) if health_text else ()
    wanted |= {number_of(token) for token in inside}
    known = SearchText.objects.filter(case=case, source=source).first()
    before = set(numbers_in(known.tokens)) if known is not None else set()
    if known is None:
        SearchText.objects.create(case=case, source=source, kind=kind, tokens=as_bytes(wanted))
    elif before != wanted:
        known.tokens = as_bytes(wanted)
        known.save(update_fields=["tokens"])
    if gone := before - wanted:
        _forget_unless_elsewhere(case, gone)
    SearchWord.objects.bulk_create(
        [SearchWord(token=token, case=case) for token in sorted(wanted - before)], ignore_conflicts=True
    )


def forget_text(*, case: Case, source: UUID) -> None:
    """Take one text out of the index: it is not shown any more."""
    known = SearchText.objects.filter(case=case, source=source).first()
    if known is not None:
        known.delete()
        _forget_unless_elsewhere(case, set(numbers_in(known.tokens)))


def index_case(*, case: Case) -> None:
    """Index what a case is opened with: its file number, which never changes, and its concern."""
    if case.concern:
        index_text(case=case, source=case.uuid, text=case.concern, kind=TextKind.CONCERN)
    keys = sorted(number_keys(case.file_number))
    CaseKey.objects.bulk_create(
        [CaseKey(service_id=case.service_id, key=key, case=case) for key in keys], ignore_conflicts=True
    )


def search_number(text: str) -> str:
    """A file number as it is compared: letters and digits only, without case."""
    return compact(text)


def number_of(token: bytes) -> int:
    """The hash as the whole number that the index of words holds."""
    return int.from_bytes(token, "big", signed=True)


def as_bytes(numbers: Iterable[int]) -> bytes:
    """The hashes of one text side by side, in order."""
    return b"".join(number_as_token(number) for number in sorted(numbers))


def numbers_in(tokens: bytes | memoryview) -> list[int]:
    """The hashes that stand side by side."""
    held = bytes(tokens)
    return [number_of(held[place : place + TOKEN_LENGTH]) for place in range(0, len(held), TOKEN_LENGTH)]


def number_as_token(number: int) -> bytes:
    """The hash as it stands beside a text."""
    return number.to_bytes(TOKEN_LENGTH, "big", signed=True)


def holds_one(tokens: bytes | memoryview, wanted: Iterable[bytes]) -> bool:
    """Whether one of the hashes stands in the value. Looked for as bytes: taking thousands of them apart is slow."""
    held = bytes(tokens)
    for token in wanted:
        place = held.find(token)
        while place != -1:
            if place % TOKEN_LENGTH == 0:
                return True
            place = held.find(token, place + 1)
    return False


def _forget_unless_elsewhere(case: Case, gone: set[int]) -> None:
    """Take words out of the case's index that no other of its texts holds."""
    for tokens in SearchText.objects.filter(case=case).values_list("tokens", flat=True).iterator():
        gone = gone.difference(numbers_in(tokens))
    SearchWord.objects.filter(case=case, token__in=list(gone)).delete()
