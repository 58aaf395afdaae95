"""The compiled translations of an installation: `manage.py prepare` makes them where the data lie."""

from pathlib import Path

from roterfaden.languages import po

SOURCE = Path(__file__).resolve().parents[1] / "locale"


def compile_all(target: Path, source: Path = SOURCE) -> list[Path]:
    """Compile every `<locale>/LC_MESSAGES/<domain>.po` below `source` into `target`.

    Effects: writes the files whose text has changed. Returns them. Safe to run while others read.
    """
    written = []
    for path in sorted(source.glob("*/LC_MESSAGES/*.po")):
        locale = path.parts[-3]
        made = (target / path.relative_to(source)).with_suffix(".mo")
        data = po.compiled(po.read(path), locale)
        if made.exists() and made.read_bytes() == data:
            continue
        made.parent.mkdir(parents=True, exist_ok=True)
        unfinished = made.with_suffix(".new")
        unfinished.write_bytes(data)
        unfinished.replace(made)
        written.append(made)
    return written
