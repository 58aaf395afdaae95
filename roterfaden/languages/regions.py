"""Which language is usual where: data (`locale/regions.yaml`)."""

from functools import cache

import yaml

from roterfaden.languages.compiling import SOURCE


@cache
def _languages() -> dict[str, str]:
    data = yaml.safe_load((SOURCE / "regions.yaml").read_text(encoding="utf-8"))
    return {str(region): str(language) for region, language in data["languages"].items()}


def usual_language(region: str) -> str:
    """`de-ch` for CH-LU, `fr` for CH-GE; "" where nothing is said of the region or its country."""
    languages = _languages()
    return languages.get(region) or languages.get(region.split("-", 1)[0], "")
