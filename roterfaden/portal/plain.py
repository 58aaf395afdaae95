"""Look through a text for what Leichte Sprache does not do (BITV 2.0, Annex 2 part 2). Heuristics, no parser: a fault
is worth a look, no fault proves nothing. Only readers with learning difficulties can say that a text is good.
"""

import re

MOST_WORDS = 12
MOST_ON_AVERAGE = 8.0
MOST_LETTERS = 15

SENTENCE = re.compile(r"[.!?:](?:\s+|$)")
WORD = re.compile(r"[A-Za-zÄÖÜäöüß0-9-]+")
PASSIVE = re.compile(r"\b(?:wird|werden|wurde|wurden|worden)\b.*\b\w*ge\w+(?:t|en)\b", re.IGNORECASE)
SUBJUNCTIVE = re.compile(
    r"\b(?:(?:könnte|würde|hätte|wäre|müsste|sollte|dürfte|möchte)(?:n|st|t)?|sei)\b", re.IGNORECASE
)
GENITIVE = re.compile(r"\b(?:des|eines|meines|Ihres|ihres|seines|unseres|deren|dessen|wegen|trotz)\b")
SHORT_FORM = re.compile(r"\b(?:z\. ?B|d\. ?h|u\. ?a)\.|\b(?:usw|ggf|bzw|evtl|Nr|Tel|inkl|ca)\.|%|§")
CAPITALS = re.compile(r"\b[A-ZÄÖÜ]{2,}\b")
NEGATION = re.compile(r"\b(?:nicht|kein|keine|keinen|keinem|nie|niemals|niemandem)\b", re.IGNORECASE)
COMMA_CLAUSE = re.compile(r", (?:dass|weil|obwohl|nachdem|bevor|während|damit|falls|sodass) \w")
KNOWN_CAPITALS = frozenset(("PDF",))
# names of things on the page that have to be written as they are
EXAMPLES = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\b|\{[a-z_]+\}|„[^“]*“")


def sentences_of(text: str) -> list[list[str]]:
    """The words of each sentence; a colon ends one, too. Gaps and examples count as one word."""
    cleaned = EXAMPLES.sub("X", text)
    parts = [WORD.findall(part) for part in SENTENCE.split(cleaned)]
    return [words for words in parts if words]


def faults_of(text: str) -> list[str]:
    """What a reader of Leichte Sprache would stumble over, one German sentence for each; empty if nothing was found."""
    found = []
    sentences = sentences_of(text)
    cleaned = EXAMPLES.sub("X", text)
    if sentences and sum(map(len, sentences)) / len(sentences) > MOST_ON_AVERAGE:
        found.append("Die Sätze sind im Durchschnitt zu lang.")
    found += [f"Zu langer Satz: {' '.join(words)}" for words in sentences if len(words) > MOST_WORDS]
    for word in (word for words in sentences for word in words):
        if any(len(part) > MOST_LETTERS for part in word.split("-")):
            found.append(f"Langes Wort ohne Bindestrich: {word}")
    for name, pattern in (
        ("Passiv", PASSIVE),
        ("Konjunktiv", SUBJUNCTIVE),
        ("Genitiv", GENITIVE),
        ("Abkürzung oder Zeichen", SHORT_FORM),
        ("Nebensatz", COMMA_CLAUSE),
    ):
        if match := pattern.search(cleaned):
            found.append(f"{name}: {match.group(0)}")
    found += [
        f"Abkürzung: {word}" for word in CAPITALS.findall(cleaned) if word not in KNOWN_CAPITALS | {"X"}
    ]
    if len(NEGATION.findall(cleaned)) > 1:
        found.append("Mehr als eine Verneinung.")
    return found
