"""Which pages the benchmark asks for, and how: every readable page of the URLconf, lists in several ways."""

# starts of names: no page of ours, a page that everybody sees alike, or the pages of a guest about one case
NOT_MEASURED = ("account_", "mfa_", "styleguide", "appearance", "portal:", "surveys:answer")

# page -> what is measured of it -> query
VARIANTS: dict[str, dict[str, str]] = {
    "worklist:index": {
        "mine": "",
        "deputy": "?scope=deputy",
        "team": "?scope=team",
        "team, one chain": "?scope=team&chain=V1",
        "team, one need": "?scope=team&need=mandate",
    },
    "caselist:index": {
        "open": "",
        "all": "?state=all",
        "closed, page 5": "?state=closed&page=5",
        "last page": "?state=all&page=9999",
        "by name": "?state=all&sort=name",
        "oldest": "?state=all&sort=oldest",
        "by number": "?state=all&sort=number",
        "one chain": "?chain=V1",
        "one chain, all": "?chain=S2&state=all",
        "one team": "?team={team}",
        "one colleague": "?responsible={username}&state=all",
        "one commissioner": "?commissioner=agentur&state=all",
        "search name": "?q={last_name}",
        "search half a name": "?q=Mü",
        "search misspelt name": "?q={misspelt}",
        "search phone": "?q={phone}",
        "search number": "?q=00042",
        "search common word": "?q=Gespräch",
        "search two words": "?q=Praktikum+Betrieb",
        "search rare word": "?q=Zielvereinbarung",
        "search nothing": "?q=Xylophonkonzert",
    },
}
VARIANTS["search:index"] = {
    "nothing typed": "",
    "name": "?q={last_name}",
    "misspelt name": "?q={misspelt}",
    "phone": "?q={phone}",
    "common word": "?q=Gespräch",
    "two words": "?q=Praktikum+Betrieb",
    "journal, page 5": "?q=Gespräch&part=journal&page=5",
    "employer": "?q=Tischlerei",
}
VARIANTS["dossier:read"] = {"head, for oneself": "?parts=head&purpose=own"}
VARIANTS["employers:index"] = {"all": "", "search": "?q=Tischlerei", "page 5": "?page=5"}
# of these the case with 10,000 journal entries is measured, too
LONG_CASE = frozenset(("cases:thread", "casefile:journal", "casefile:events", "casefile:year"))


def user_for(name: str, label: str) -> str:
    """Who asks: the administrator for the administration, the lead for the team, else the caseworker."""
    if name.startswith("administration:"):
        return "admin"
    if name.startswith("api:"):
        return "program"
    return "lead" if label.startswith("team") else "worker"


def instead_of(name: str) -> dict[str, str]:
    """Arguments that mean something else on this page."""
    return {"code": "service"} if name.startswith("administration:") else {}
