"""The persons of a seeded database: names enough for a hundred thousand, and all keys under which they are found."""

from typing import TYPE_CHECKING, Any

from roterfaden.common.codes import new_code
from roterfaden.common.text import normalise
from roterfaden.operations.volume.casting import Maker, Sealer
from roterfaden.operations.volume.tables import Row
from roterfaden.people.choices import Gender
from roterfaden.people.finding import keys_of
from roterfaden.people.models import Person

if TYPE_CHECKING:
    from roterfaden.operations.volume.making import Foundry

# parts of surnames that were never borne together, or often
FRONT = (
    "Acker", "Birken", "Brück", "Buchen", "Dorn", "Eber", "Eschen", "Falken", "Fehr", "Gersten", "Hagen", "Hasel",
    "Heiden", "Hoch", "Kamp", "Kirch", "Klein", "Lauter", "Linden", "Lohr", "Mühl", "Nieder", "Ober", "Ostern",
    "Quell", "Rohr", "Rosen", "Sand", "Schön", "Silber", "Stein", "Tannen", "Thal", "Über", "Vogel", "Wasser",
    "Weiden", "Wester", "Wiesen", "Zimmer",
)  # fmt: skip
BACK = (
    "bach", "bauer", "baum", "beck", "berg", "brink", "dörfer", "feld", "fuß", "garten", "hagen", "haus", "hoff",
    "horst", "huber", "kamp", "mann", "meier", "müller", "reuter", "roth", "schmidt", "stein", "wald", "weiß",
)  # fmt: skip


class Names:
    """First names and surnames to draw from."""

    def __init__(self, texts: dict[str, Any]) -> None:
        self.first: dict[str, list[str]] = texts["first_names"]
        self.last = [*texts["last_names"]["de"], *(front + back for front in FRONT for back in BACK)]
        self.towns: list[list[str]] = texts["towns"]["de"]
        self.streets: list[str] = texts["streets"]
        self.situations: list[dict[str, str]] = texts["situations"]


def person_rows(
    person_id: int, organisation_id: int, sealer: Sealer, maker: Maker, foundry: "Foundry"
) -> tuple[Row, set[bytes]]:
    """The row of a new person, and its keys."""
    rng, names, uuid = maker.rng, foundry.names, maker.uuid()
    sex = rng.choice(["female", "male"])
    first, last = rng.choice(names.first[sex]), rng.choice(names.last)
    postcode, town = rng.choice(names.towns)
    situation = rng.choice(names.situations)
    phone = f"0461 {rng.randrange(100_000, 999_999)}"
    row = (
        person_id, uuid, organisation_id, new_code(8, rng=rng), sealer.key_id, first, last,
        normalise(f"{last} {first}"), maker.day(foundry.today - rng.randrange(17 * 365, 62 * 365)),
        (Gender.FEMALE if sex == "female" else Gender.MALE).value,
        f"{rng.choice(names.streets)} {rng.randrange(1, 90)}", postcode, town, phone,
        _sealed(sealer, situation["communication"], "people_person.communication", uuid),
        _sealed(sealer, situation["disability"], "people_person.disability", uuid),
    )  # fmt: skip
    return row, keys_of(Person(first_name=first, last_name=last, phone=phone))


def _sealed(sealer: Sealer, text: str, column: str, uuid: str) -> bytes:
    return sealer.seal(text, column=column, uuid=uuid) if text else b""
