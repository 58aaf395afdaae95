"""What the program is made of: `sbom` (CycloneDX 1.5), `licences` (docs/operations/licences.md), `check`.

Read from uv.lock and package-lock.json; the licences of Python packages from what they say of themselves.
"""

import json
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REGISTER = ROOT / "docs" / "operations" / "licences.md"
PROJECT = "roterfaden"
# nothing new for so long: somebody has to look whether it is abandoned, and say here what was found
QUIET = timedelta(days=3 * 365)
LOOKED_AT = {
    "colorama": "finished; only on Windows, where nothing of ours runs in production",
    "svgwrite": "finished; qrbill draws the QR-bill with it, from our own numbers, and nothing is read with it",
    "mdurl": "finished: splits addresses for markdown-it-py, which ibis brings along and nothing here calls",
}
# what a licence asks of those who pass the program on, beyond naming it
DUTIES = {
    "EUPL-1.2": "Weitergabe unter EUPL; unverändert aus npm, eigene Regeln stehen in eigenen Dateien",
    "LGPL": "als eigenes Paket eingebunden, austauschbar; Lizenztext mitgeben",
    "MPL-2.0": "Änderungen an dessen Dateien offenlegen; unverändert",
    "OFL-1.1": "Schrift nicht einzeln verkaufen, Namen nicht für Abwandlungen benutzen",
    "SEE LICENSE": "siehe Datei im Paket",
}
NAMED = {
    "bpmn-js": "MIT mit Klausel: Das Zeichen von bpmn.io muss sichtbar und unverändert bleiben",
    "@kern-ux/native": "EUPL-1.2; enthält Fira Sans (SIL OFL 1.1)",
    "htmx.org": "0BSD",
}


@dataclass(frozen=True)
class Part:
    """One package that the program is made of."""

    ecosystem: str
    name: str
    version: str
    licence: str
    hashes: tuple[str, ...]
    is_run: bool
    released: datetime | None = None

    @property
    def purl(self) -> str:
        return f"pkg:{self.ecosystem}/{self.name.replace('@', '%40')}@{self.version}"


def parts() -> list[Part]:
    """Every package of both lock files, those first that run in production."""
    found = [*_python(), *_npm()]
    return sorted(found, key=lambda part: (not part.is_run, part.ecosystem, part.name))


def _python() -> list[Part]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    by_name = {package["name"]: package for package in lock}
    run = _closure(by_name)
    return [
        Part(
            "pypi",
            name,
            package["version"],
            _licence_of(name),
            tuple(sorted(file["hash"] for file in _files(package))),
            name in run,
            max((datetime.fromisoformat(file["upload-time"]) for file in _files(package)), default=None),
        )
        for name, package in by_name.items()
        if name != PROJECT
    ]


def _files(package: dict[str, Any]) -> list[dict[str, Any]]:
    return [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]


def _closure(by_name: dict[str, Any]) -> set[str]:
    """What production installs: the dependencies, and those of the extra `production`."""
    start = by_name[PROJECT]
    waiting = [*start["dependencies"], *start.get("optional-dependencies", {}).get("production", ())]
    run: set[str] = set()
    while waiting:
        wanted = waiting.pop()
        package = by_name[wanted["name"]]
        for extra in wanted.get("extra", ()):
            waiting += package.get("optional-dependencies", {}).get(extra, ())
        if wanted["name"] not in run:
            run.add(wanted["name"])
            waiting += package.get("dependencies", ())
    return run


def _licence_of(name: str) -> str:
    """What a package says of itself; `unbekannt` if it is not installed or says nothing."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "nicht installiert"
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    classifiers = [
        c.rsplit(" :: ", 1)[1] for c in told.get_all("Classifier") or () if c.startswith("License ::")
    ]
    short = str(told.get("License") or "").splitlines()
    return classifiers[0] if classifiers else (short[0][:60] if short else "unbekannt")


def _npm() -> list[Part]:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [
        Part(
            "npm",
            path.rpartition("node_modules/")[2],
            package["version"],
            str(package.get("license", "unbekannt")),
            tuple(filter(None, [package.get("integrity")])),
            not package.get("dev", False),
        )
        for path, package in lock.items()
        if path
    ]


def sbom(found: list[Part]) -> dict[str, Any]:
    """CycloneDX 1.5; without a time of making, so that the same locks give the same file."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": PROJECT, "version": _own_version()}},
        "components": [
            {
                "type": "library",
                "bom-ref": part.purl,
                "name": part.name,
                "version": part.version,
                "purl": part.purl,
                "scope": "required" if part.is_run else "excluded",
                "licenses": [{"license": {"name": part.licence}}],
                "properties": [{"name": "roterfaden:hash", "value": value} for value in part.hashes],
            }
            for part in found
        ],
    }


def register(found: list[Part]) -> str:
    """The licence register as a page: what production is made of, and which duties follow."""
    rows = [
        f"| {part.name} | {part.version} | {part.licence} | {_duty(part)} |" for part in found if part.is_run
    ]
    return "\n".join(
        [
            "# Licences",
            "",
            "Generated by `make licences` from the lock files; `tools/lint` fails when it is out of date. Roter Faden",
            "itself is under the EUPL-1.2. Nothing is copied into the program: every part is a package of its own,",
            "unchanged. Packages for development only are in the SBOM (`make sbom`), not here.",
            "",
            "| package | version | licence | duty |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def faults(found: list[Part]) -> list[str]:
    """Parts without a hash, with an unknown licence in production, or quiet for three years without a look."""
    now = datetime.now(UTC)
    told = [f"{part.purl} has no hash" for part in found if not part.hashes]
    told += [f"{part.purl}: licence unknown" for part in found if part.is_run and part.licence == "unbekannt"]
    told += [
        f"{part.purl}: last release {part.released:%Y-%m}; look whether it is abandoned"
        for part in found
        if part.is_run and part.released and now - part.released > QUIET and part.name not in LOOKED_AT
    ]
    if not REGISTER.exists() or REGISTER.read_text(encoding="utf-8") != register(found):
        told.append("docs/operations/licences.md is out of date: make licences")
    return told


def _duty(part: Part) -> str:
    if part.name in NAMED:
        return NAMED[part.name]
    return next((duty for sign, duty in DUTIES.items() if sign in part.licence), "nennen")


def _own_version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def main() -> int:
    found = parts()
    match sys.argv[1:]:
        case ["sbom"]:
            print(json.dumps(sbom(found), indent=1, ensure_ascii=False))
        case ["licences"]:
            REGISTER.parent.mkdir(parents=True, exist_ok=True)
            REGISTER.write_text(register(found), encoding="utf-8")
        case ["check"]:
            told = faults(found)
            print(
                "\n".join(f"supply chain: {line}" for line in told) or f"{len(found)} packages, all hashed."
            )
            return bool(told)
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
