"""German as it is written in Switzerland, by rule: no ß, quotation marks « », and words that Swiss law and offices use.

The words are data (`locale/swiss.yaml`, with version and source). Gaps and tags within a text stay as they are.
"""

import re
from dataclasses import dataclass
from functools import cache

import yaml

from roterfaden.languages.compiling import SOURCE

RULES = SOURCE / "swiss.yaml"
# what stands for a value, and marks of HTML, is never touched
GAP = re.compile(r"(%\(\w+\)[a-z]|%[a-z%]|\{\{[^}]*\}\}|\{%.*?%\}|\{\w*\}|<[^>]+>|&\w+;)")
LETTERS = str.maketrans({"ß": "ss", "ẞ": "SS", "„": "«", "“": "»", "‚": "‹", "‘": "›"})


@dataclass(frozen=True)
class _Rules:
    words: dict[str, str]
    exceptions: dict[str, str]
    pattern: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    words: dict[str, str] = data["words"]
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in longest_first)})\b")
    return _Rules(words, data["exceptions"], pattern)


@cache
def swiss(text: str) -> str:
    """`Maßnahme` → `Massnahme`, `„Büro“` → `«Büro»`, `Führerschein` → `Führerausweis`."""
    rules = _rules()
    if text in rules.exceptions:
        return rules.exceptions[text]
    parts = GAP.split(text)
    parts[::2] = [
        rules.pattern.sub(lambda found: rules.words[found[0]], part).translate(LETTERS) for part in parts[::2]
    ]
    return "".join(parts)
