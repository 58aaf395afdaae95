"""The people and offices of the demo: two worlds, all invented."""

from dataclasses import dataclass

from roterfaden.accounts.choices import Role

DEMO_PASSWORD = "roter-faden-demo"  # noqa: S105


@dataclass(frozen=True)
class Office:
    """One organisation of the demo."""

    code: str
    name: str
    kind: str
    region: str = "DE-SH"
    parent: str = ""
    prefix: str = ""


@dataclass(frozen=True)
class CastMember:
    """One demo login."""

    username: str
    first_name: str
    last_name: str
    office: str
    role: Role
    team: str = ""

    @property
    def label(self) -> str:
        name = next(office.name for office in OFFICES if office.code == self.office)
        return f"{self.first_name} {self.last_name}, {self.role.label}, {name}"


OFFICES = (
    Office("traeger-nord", "Soziale Brücken Nord gGmbH", "provider"),
    Office("ifd-neuhafen", "IFD Neuhafen", "service", parent="traeger-nord", prefix="NH"),
    Office("traeger-west", "Verein Arbeit und Teilhabe", "provider"),
    Office("ifd-altwiek", "IFD Altwiek", "service", parent="traeger-west", prefix="AW"),
    Office("inklusionsamt", "Inklusionsamt Nordland", "integration_office"),
    Office("agentur", "Agentur für Arbeit Neuhafen", "employment_agency"),
    Office("jobcenter", "Jobcenter Neuhafen", "jobcentre"),
    Office("rente", "Rentenversicherung Nordland", "pension_insurance"),
    Office("bg", "Berufsgenossenschaft Handel und Technik", "accident_insurance"),
    Office("werkstatt", "Werkstatt am Kanal", "workshop"),
    Office("foerderschule", "Schule an der Förde", "school"),
    Office("klinik", "Rehaklinik Fördeblick", "clinic"),
    Office("dolmetschen", "Dolmetschdienst Küste", "interpreter_service"),
    Office("kanton-luzern", "Kanton Luzern (Demo)", "canton", "CH-LU"),
    Office("iiz", "IIZ-Koordinationsstelle (Demo)", "coordination_office", "CH-LU", "kanton-luzern", "IIZ"),
    Office("rav", "RAV Seetal (Demo)", "rav", "CH-LU", "kanton-luzern", "RAV"),
    Office("iv", "IV-Stelle (Demo)", "iv_office", "CH-LU", "", "IV"),
    Office("sozialdienst", "Sozialdienst Emmental-See (Demo)", "social_service", "CH-LU", "", "SD"),
    Office("kanton-solothurn", "Kanton Solothurn (Demo)", "canton", "CH-SO"),
    Office(
        "sozialregion", "Sozialregion Aaretal (Demo)", "social_service", "CH-SO", "kanton-solothurn", "SR"
    ),
    Office("einwohnergemeinde", "Einwohnergemeinde Dornwil (Demo)", "municipality", "CH-SO", "", "EG"),
)
TEAMS = (("ifd-neuhafen", "Vermittlung"), ("ifd-neuhafen", "Sicherung"))
CAST = (
    CastMember("holm", "Katrin", "Holm", "ifd-neuhafen", Role.CASEWORKER, "Vermittlung"),
    CastMember("reimers", "Tom", "Reimers", "ifd-neuhafen", Role.CASEWORKER, "Vermittlung"),
    CastMember("albers", "Svea", "Albers", "ifd-neuhafen", Role.CASEWORKER, "Sicherung"),
    CastMember("yilmaz", "Deniz", "Yılmaz", "ifd-neuhafen", Role.CASEWORKER, "Sicherung"),
    CastMember("lorenz", "Meike", "Lorenz", "ifd-neuhafen", Role.TEAM_LEAD, "Vermittlung"),
    CastMember("falk", "Jochen", "Falk", "ifd-neuhafen", Role.TEAM_LEAD, "Sicherung"),
    CastMember("koester", "Anja", "Köster", "ifd-neuhafen", Role.COORDINATOR),
    CastMember("quandt", "Helga", "Quandt", "ifd-neuhafen", Role.QUALITY_OFFICER),
    CastMember("pruefer", "Ralf", "Prüssing", "inklusionsamt", Role.AUDITOR),
    CastMember("amt", "Silke", "Amthor", "inklusionsamt", Role.CLERK),
    CastMember("agentur", "Bernd", "Claussen", "agentur", Role.CLERK),
    CastMember("admin", "Ida", "Verwey", "ifd-neuhafen", Role.ADMINISTRATOR),
    CastMember("fremd", "Wencke", "Stahl", "ifd-altwiek", Role.CASEWORKER),
    CastMember("harms", "Henrike", "Harmsen", "ifd-altwiek", Role.QUALITY_OFFICER),
    CastMember("amrein", "Ruth", "Amrhein", "iiz", Role.COORDINATOR),
    CastMember("zemp", "Daniel", "Zempf", "iv", Role.CASEWORKER),
    CastMember("bucher", "Sarah", "Bucheli", "rav", Role.CASEWORKER),
    CastMember("hodel", "Nina", "Hodler", "sozialdienst", Role.CASEWORKER),
    CastMember("wyss", "Beat", "Wyssen", "sozialregion", Role.CASEWORKER),
    CastMember("flury", "Regula", "Flurin", "sozialregion", Role.TEAM_LEAD),
    CastMember("stuber", "Marco", "Stubner", "einwohnergemeinde", Role.CASEWORKER),
    CastMember("kamber", "Eva", "Kambers", "kanton-solothurn", Role.COORDINATOR),
)


def cast_members() -> tuple[CastMember, ...]:
    """Everybody who may log in to the demo, in the order in which the logins are printed."""
    return CAST
