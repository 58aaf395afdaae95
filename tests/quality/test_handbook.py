"""The shipped handbook: it is whole, strict, and its references to the law resolve or say that they do not."""

import shutil
from pathlib import Path

import pytest

from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.process.schema import CHAINS, load_directory
from roterfaden.quality import law
from roterfaden.quality.book import holds_in
from roterfaden.quality.reader import faults_with_chains, load_book
from roterfaden.quality.shelf import HANDBOOK_DIR, book

pytestmark = pytest.mark.one_database

# the list of the guide: old paragraph -> today's; "" where nothing follows
LIST = """
2=2 3=3 4=4 6=6 6a= 10=19 11=10 12=25 13=26 14=14,15,17 15=18 17=28,29 19=36 20=37 21=38 26=42 28=44 33=49 34=50 35=51
37=53 38=54 38a=55 39=56 40=57 41=58 43=59 44=64 45=65 60=33 61=34 68=151 69=152 71=154 72=155 73=156 74=157 75=158
76=159 77=160 78=161 79=162 80=163 81=164 82=165 83=166 84=167 85=168 86=169 87=170 88=171 89=172 90=173 91=174 92=175
93=176 94=177 95=178 96=179 97=180 98=181 99=182 101=184 102=185 103=186 104=187 109=192 110=193 111=194 112=195 113=196
114=197 115=198 116=199 117=200 122=205 125=208 126=209 130=213 131=214 132=215 133=216 134=217 135=218 136=219 137=220
138=221 139=222 140=223 141=224 142=225 155=237a,237b 156=238 22=12,32 23=12,32 24=12,32 25=12,32
55=76,77,78,79,80,81,82,83,84
1=1 5=5 7=7 8=9 9=8 16=27 18=31 27=43 29=45 30=46 31=47 32=48 36=52 42=63 46=66 47=67 48=68 49=69 50=70 51=71
52=72 53=73 54=74 56=79 57=82 62=35 63=85 64=86 65=87 66=88 67=89 70=153 100=183 105=188 106=189 107=190 108=191
118=201 119=202 120=203 121=204 123=206 124=207 127=210 128=211 129=212 143=226 144=227 145=228 146=229 147=230
148=231 149=232 150=233 151=234 152=235 153=236 154=237 157=239 158=240 159=241
"""


def test_it_has_substance_in_every_dimension() -> None:
    chapters = book().chapters
    assert len(chapters) >= 50
    assert {chapter.dimension for chapter in chapters} == {
        "introduction",
        "guidance",
        "process",
        "result",
        "structure",
    }
    for chapter in chapters:
        assert sum(len(paragraph) for paragraph in chapter.text) >= 150, chapter.key
        assert any(chapter.boxes.values()), chapter.key
    assert len(book().aids) >= 20
    assert {aid.form for aid in book().aids} == {"checklist", "form", "leaflet"}


def test_chapters_and_chains_lead_to_each_other() -> None:
    assert faults_with_chains(book(), [one.chain for one in load_directory(CHAINS)]) == []


@pytest.mark.requirement("R-60", figure="159 old paragraphs of the SGB IX against the list, 100 %")
def test_every_row_of_the_concordance_is_that_of_the_list() -> None:
    wanted = {
        old: tuple(filter(None, now.split(","))) for old, _, now in (p.partition("=") for p in LIST.split())
    }
    known = {old: tuple(row.now) for row in book().law.rows for old in row.old}
    assert known == wanted
    assert len(wanted) >= 150
    # from § 68 to § 154 the new act moved everything on by 83 and left nothing out but what ended
    moved = {old: now for old, now in wanted.items() if old.isdecimal() and 68 <= int(old) <= 154}
    assert all(int(now[0]) == int(old) + 83 for old, now in moved.items())
    new = {number for row in book().law.rows if not row.old for number in row.now}
    assert new == {"20", "37a", "60", "61", "61a", "185a"}


def test_every_reference_of_the_shipped_chains_resolves() -> None:
    unresolved, resolved = set(), 0
    for one in load_directory(CHAINS):
        chain = one.chain
        old = book().law.quotes_old(chain.source)
        said = [step.guidance for step in chain.steps]
        said += [decision.guidance for decision in chain.decisions]
        said += [rule.guidance for rule in chain.standing_rules]
        for line in (line for lines in said for line in lines):
            for found in law.look_up(line, book().law, old=old):
                resolved += found.row is not None
                if found.row is None:
                    unresolved.add((chain.id, found.reference.number))
    assert resolved >= 20
    assert unresolved == set()


def test_every_reference_of_the_handbook_itself_resolves() -> None:
    for chapter in book().chapters:
        for line in [*chapter.text, *(line for box in chapter.boxes.values() for line in box)]:
            rows = law.look_up(line, book().law, old=False)
            assert all(found.row is not None for found in rows), f"{chapter.key}: {line}"


@pytest.mark.parametrize(
    ("text", "old", "hint"),
    [
        ("§ 110 SGB IX", True, "heute § 193 SGB IX (früher § 110)"),
        ("§ 193 SGB IX", False, "früher § 110"),
        ("§ 193 SGB IX", True, "früher § 110"),
        ("§§ 33, 34 SGB IX", True, "heute § 49 SGB IX (früher § 33); heute § 50 SGB IX (früher § 34)"),
        ("§ 109 SGB IX mit § 33 bzw. § 102 SGB IX", True, None),
        ("§ 22 SGB IX", True, "heute §§ 12, 32 SGB IX (früher § 22)"),
        ("§ 6a SGB IX", True, "§ 6a SGB IX gibt es nicht mehr"),
        ("§ 27 SchwbAV, § 24 SGB X", True, ""),
        ("§ 2 Abs. 2 und 3 SGB IX", True, ""),
        ("keine Vorschrift", True, ""),
    ],
)
def test_a_line_is_told_what_its_paragraphs_are_called_otherwise(
    text: str, old: bool, hint: str | None
) -> None:
    said = law.hints(text, book().law, old=old)
    assert said == hint if hint is not None else said.count("früher") == 3


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("§§ 67 bis 70 SGB X", ["67", "68", "69", "70"]),
        ("§§ 109 ff. SGB IX (Zielgruppe: § 109 Abs. 2 Nr. 3)", ["109", "109"]),
        ("§ 102 Abs. 2 Satz 2 SGB IX", ["102"]),
        ("§ 5", []),
    ],
)
def test_references_are_read_from_running_text(text: str, numbers: list[str]) -> None:
    assert [reference.number for reference in law.references(text)] == numbers


@pytest.mark.parametrize("query", ["109", "§ 192", "192 SGB IX"])
def test_the_look_up_finds_both_numbers(query: str) -> None:
    rows = law.rows_for(query, book().law)
    assert [(tuple(row.old), tuple(row.now)) for row in rows] == [(("109",), ("192",))]


def test_regions_hold_in_their_parts() -> None:
    assert holds_in((), "DE-SH")
    assert holds_in(("DE",), "DE-SH")
    assert not holds_in(("CH",), "DE-SH")
    assert not holds_in(("DE-S",), "DE-SH")


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        (
            "struktur.yaml",
            "key: vertretung",
            "key: dokumentation",
            "dokumentation: Dieses Kapitel gibt es zweimal",
        ),
        ("struktur.yaml", "dimension: structure", "dimension: dach", "„dach“ ist nicht erlaubt"),
        ("struktur.yaml", "order: 5", "ordnung: 5", "Diesen Schlüssel gibt es hier nicht"),
        (
            "links.yaml",
            "[uebergang-schule]",
            "[uebergang-mond]",
            "Das Kapitel „uebergang-mond“ gibt es nicht",
        ),
        ("aids/stufenplan.yaml", "form: form", "form: zettel", "„zettel“ ist nicht erlaubt"),
        ("law.yaml", 'now: ["192"]', "now: []", "weggefallen"),
    ],
)
def test_a_faulty_file_is_refused_with_file_and_line(
    tmp_path: Path, file: str, before: str, after: str, told: str
) -> None:
    folder = tmp_path / "handbook"
    shutil.copytree(HANDBOOK_DIR, folder)
    path = folder / file
    path.write_text(path.read_text("utf-8").replace(before, after, 1), "utf-8")
    with pytest.raises(FileFaults) as refused:
        load_book(folder)
    assert told in str(refused.value)
    assert str(folder) in str(refused.value)
