"""Every way to spoil the good chain file, and how the fault is to be told."""

# what is spoiled, by what, at which key it is told, in the line of which text, with which words
BAD = [
    # unknown, missing and double keys
    ("title: Klären", "title: Klären\n    farbe: rot", "steps[1].farbe", "farbe: rot", "gibt es hier nicht"),
    ("source: Eigenes", "source: Eigenes\nextra: 1", "extra", "extra: 1", "gibt es hier nicht"),
    ("    title: Klären\n", "", "steps[1].title", '- id: "1"', "fehlt"),
    ('    title: Zweig A\n    responsible: [IFD]\n    next: "2"', "    title: Zweig A", "steps[a].next", "- id: a", "fehlt"),  # noqa: E501
    ("title: Probe", "title: Probe\ntitle: Nochmal", "title", "title: Nochmal", "zweimal"),
    ("label: ja,", "label: ja, label: ja,", "label", "label: ja, label", "zweimal"),
    ("kind: chain\nversion", "kind: cake\nversion", "kind", "kind: cake", "Erlaubt: chain"),
    # types
    ("title: Klären", "title: [Klären]", "steps[1].title", "title: [Klären]", "eine Liste"),
    ("title: Klären", "title:", "steps[1].title", "    title:\n", "Anführungszeichen"),
    ("title: Klären", 'title: ""', "steps[1].title", 'title: ""', "fehlt der Text"),
    ("title: Klären", "title: 12", "steps[1].title", "title: 12", "Anführungszeichen"),
    ("title: Klären", f"title: {'x' * 201}", "steps[1].title", "title: xx", "201 Zeichen zu lang"),
    ('- id: "1"', "- id: 1", "steps[1].id", "- id: 1", "braucht Anführungszeichen"),
    ('- id: "1"', f"- id: {'x' * 41}", f"steps[{'x' * 40}…].id", "- id: xx", "länger als 40"),
    ('- id: "1"', '- id: "1=ja"', "steps[1=ja].id", "1=ja", "keine Kennung"),
    ('- id: "1"', "- id: own:1", "steps[own:1].id", "own:1", "keine Kennung"),
    ('- id: "1"', "- id: {a: b}", "steps[1].id", "- id: {a", "einfacher Wert"),
    ("roles: {IFD: Fachkraft}", "roles: [IFD]", "roles", "roles: [IFD]", "Satz von Schlüsseln"),
    ("roles: {IFD: Fachkraft}", "roles: {IFD: Fachkraft, 'I D': x}", "roles.I D", "roles: {IFD", "kein Kürzel"),
    ("deadline: {days: 14, of: start, note: Aus der Quelle}", "deadline: bald", "steps[1].deadline", "deadline: bald", "Satz"),  # noqa: E501
    ("days: 14", "days: viele", "steps[1].deadline.days", "days: viele", "ganze Zahl"),
    ("days: 14", "weeks: 0", "steps[1].deadline.weeks", "weeks: 0", "zwischen 1"),
    ("days: 14", "days: 0x10", "steps[1].deadline.days", "days: 0x10", "ganze Zahl"),
    ("days: 14, of", "of", "steps[1].deadline", "deadline: {of", "genau eine Dauer"),
    ("days: 14, of", "days: 14, weeks: 2, of", "steps[1].deadline", "deadline: {days", "genau eine Dauer"),
    ("days: 14, of", "rule: gibt-es, days: 14, of", "steps[1].deadline.rule", "rule: gibt", "entweder"),
    ("required: true", "required: yes", "steps[1].documents[Vermerk].required", "required: yes", "true oder false"),
    ("required: true", "required: vielleicht", "steps[1].documents[Vermerk].required", "vielleicht", "true oder false"),
    ("{label: ja, next: end_gut}", "{next: end_gut}", "decisions[d_gut].outcomes[1].label", "{next: end_gut}", "fehlt"),
    (", required: true", "", "steps[1].documents[Vermerk].required", "title: Vermerk", "fehlt"),
    ("direction: out, ", "", "steps[1].documents[Vermerk].direction", "title: Vermerk", "fehlt"),
    ("direction: out", "direction: hoch", "steps[1].documents[Vermerk].direction", "hoch", "Erlaubt: in, out"),
    (
        "    deadline:",
        "      - {title: Vermerk, direction: in, required: false}\n    deadline:",
        "steps[1].documents",
        "documents:",
        "heißen gleich",
    ),
    ("valid_from: 2026-11-01", "valid_from: bald", "valid_from", "valid_from: bald", "in der Form"),
    ("valid_from: 2026-11-01", "valid_from: 2026-13-01", "valid_from", "valid_from: 2026", "in der Form"),
    ("valid_from: 2026-11-01\n", "", "valid_from", "kind: chain", "fehlt"),
    ("valid_from: 2026-11-01", "valid_from: []", "valid_from", "valid_from: []", "eine Liste"),
    ("subject: client", "subject: Klientin", "subject", "subject: Klientin", "Erlaubt: client"),
    ("language: de", "language: fr", "language", "language: fr", "Erlaubt: de"),
    ('responsible: [IFD]\n    hints: ["Fragen', 'responsible: IFD\n    hints: ["Fragen', "steps[1].responsible", "responsible: IFD", "eine Liste"),  # noqa: E501
    ('responsible: [IFD]\n    hints: ["Fragen', 'responsible: [IFD, IFD]\n    hints: ["Fragen', "steps[1].responsible", "[IFD, IFD]", "zweimal"),  # noqa: E501
    ('responsible: [IFD]\n    hints: ["Fragen', 'responsible: [[IFD]]\n    hints: ["Fragen', "steps[1].responsible", "[[IFD]]", "eine Liste"),  # noqa: E501
    ('hints: ["Fragen, was gebraucht wird"]', "hints: [{a: b}]", "steps[1].hints", "hints: [{a", "einfacher Wert"),
    ('hints: ["Fragen, was gebraucht wird"]', f"hints: [{'x' * 401}]", "steps[1].hints", "hints: [x", "zu lang"),
    ('rows: [[Audit, 4], [Pause, ""]]', "rows: [[Audit]]", "tables[t].rows", "rows: [[Audit]]", "mit 2 Feldern"),
    ('rows: [[Audit, 4], [Pause, ""]]', "rows: [[Audit, []]]", "tables[t].rows", "rows: [[", "einfacher Wert"),
    ('rows: [[Audit, 4], [Pause, ""]]', "rows: viele", "tables[t].rows", "rows: viele", "eine Liste"),
    ("starts:\n", "starts:\n  - wort\n", "starts", "  - wort", "Eintrag 1"),
    # what contradicts itself
    ("label: no,", "label: ja,", "decisions[d_gut].outcomes", "outcomes:", "heißen gleich"),
    ('      - {label: no, next: "1", note: Noch eine Runde}\n', "", "decisions[d_gut].outcomes", "outcomes:", "mindestens 2"),  # noqa: E501
    ("kind: chain, chain: V1, ", "kind: chain, ", "starts[start_v1]", "id: start_v1", "nennt seine Kette"),
    ("kind: message, from", "kind: message, chain: V1, from", "starts[start].chain", "id: start,", "nennt seine Kette"),
    ("kind: success", "kind: success, chain: S2", "ends[end_gut].chain", "end_gut, title", "handover"),
    ("kind: success", "kind: success, enters_at: x", "ends[end_gut].enters_at", "end_gut, title", "zusammen mit der nächsten"),  # noqa: E501
    # the graph
    ("- id: b\n", "- id: a # zwei\n", "steps[a].id", "# zwei", "mehrfach"),
    ("id: end_weg, title", "id: end_gut, title", "ends[end_gut].id", "end_gut, title: Zurück", "mehrfach"),
    ("id: p, split", "id: a, split", "parallel[a].id", "id: a, split", "mehrfach"),
    ("{name: zwei", "{name: eins", "paths[eins].name", "name: eins, walk: [start_v1", "heißen gleich"),
    ("    next: d_gut", "    next: d_schlecht", "steps[2].next", "next: d_schlecht", "„d_schlecht“ gibt es"),
    ("    next: d_gut", "    next: start", "steps[2].next", "next: start", "das ist ein Beginn"),
    ("label: ja, next: end_gut", "label: ja, next: end", "decisions[d_gut].outcomes[ja].next", "label: ja", "„end“ gibt es"),  # noqa: E501
    ('from: client, enters_at: "1"', "from: client, enters_at: end_gut", "starts[start].enters_at", "from: client", "das ist ein Ende"),  # noqa: E501
    ('from: client, enters_at: "1"', "from: client", "starts[start].enters_at", "from: client", "fehlt"),
    ('split_from: "1"', "split_from: d_gut", "parallel[p].split_from", "id: p,", "das ist eine Frage"),
    ("branches: [a, b]", "branches: [a, c]", "parallel[p].branches", "id: p,", "„c“ gibt es"),
    ('joins_at: "2"', "joins_at: end_gut", "parallel[p].joins_at", "id: p,", "das ist ein Ende"),
    ("leads_to: end_weg", "leads_to: weg", "standing_rules[r_weg].leads_to", "id: r_weg", "„weg“ gibt es"),
    ("next: [a, b]", "next: a", "steps[1].next", "next: a", "nicht die Zweige von „p“"),
    ("next: [a, b]", 'next: [a, b, "2"]', "steps[1].next", "next: [a", "nicht die Zweige von „p“"),
    ("    next: d_gut", "    next: [d_gut, b]", "steps[2].next", "next: [d_gut", "nur bei einer Verzweigung"),
    ("mode: all", "mode: some", "parallel[p].mode", "mode: some", "at_least_one"),
    (
        "ends:\n",
        '  - {id: q, split_from: "1", branches: [a, b], joins_at: "2"}\nends:\n',
        "steps[1]",
        '- id: "1"',
        "höchstens eine Verzweigung",
    ),
    ("branches: [a, b]", "branches: [a]", "steps[1].next", "next: [a, b]", "nicht die Zweige"),
    ("title: Abwägen\n    responsible: [IFD]", "title: Abwägen\n    responsible: [CHEF]", "steps[2].responsible", "[CHEF]", "„CHEF“"),  # noqa: E501
    ("question: Alles gut?\n    responsible: [IFD]", "question: Alles gut?\n    responsible: [CHEF]", "decisions[d_gut].responsible", "[CHEF]", "„CHEF“"),  # noqa: E501
    ("of: start,", "of: ende,", "steps[1].deadline.of", "of: ende", "kein Beginn einer Frist"),
    ("of: start,", 'of: "step:9",', "steps[1].deadline.of", "step:9", "kein Beginn einer Frist"),
    ("of: start,", 'of: "node:1",', "steps[1].deadline.of", "node:1", "kein Beginn einer Frist"),
    (
        "decisions:\n",
        "  - {id: insel, title: Insel, next: end_gut}\ndecisions:\n",
        "steps[insel]",
        "id: insel",
        "führt von keinem Beginn ein Weg",
    ),
    ("  - {id: end_weg", "  - {id: end_frei, title: Frei, kind: abort}\n  - {id: end_weg", "ends[end_frei]", "id: end_frei", "führt von keinem"),  # noqa: E501
    # paths
    ("d_gut=ja, end_gut]}\n  - {name: zwei", "d_gut=ja]}\n  - {name: zwei", "paths[eins].walk", "name: eins", "vor einem Ende"),  # noqa: E501
    ('a, b, "2", d_gut=ja, end_gut]}\n  - {name: zwei', 'a, "2", d_gut=ja, end_gut]}\n  - {name: zwei', "paths[eins].walk", "name: eins", "Knoten 4: „2“ ist hier nicht möglich. Möglich: b."),  # noqa: E501
    ("walk: [start_v1,", "walk: [nirgends,", "paths[zwei].walk", "name: zwei", "Möglich: start, start_v1"),
    ('b, a, "2", d_gut=no', 'b, a, "2", d_gut', "paths[drei].walk", "name: drei", "d_gut=ja, d_gut=no"),
    ('walk: [start_v1, "1", b, a, "2", d_gut=ja, end_gut]', "walk: []", "paths[zwei].walk", "name: zwei", "vor einem Ende"),  # noqa: E501
    ('  - {name: zwei, walk: [start_v1, "1", b, a, "2", d_gut=ja, end_gut]}\n', "", "paths", "paths:", "mindestens 3 Wege"),  # noqa: E501
]  # fmt: skip

SPLITS = [
    # a branch that never joins
    ('title: Zweig A\n    responsible: [IFD]\n    next: "2"', "title: Zweig A\n    next: end_weg", "führt nicht zu „2“"),  # noqa: E501
    # a branch that is entered from elsewhere
    ('{label: no, next: "1", note: Noch eine Runde}', "{label: no, next: a}", "auch von außerhalb betreten, bei „a“"),
    ('kind: chain, chain: V1, enters_at: "1"', "kind: chain, chain: V1, enters_at: b", "auch von außerhalb betreten, bei „b“"),  # noqa: E501
    # branches that meet before the join
    ('title: Zweig A\n    responsible: [IFD]\n    next: "2"', "title: Zweig A\n    next: b", "treffen sich schon bei „b“"),  # noqa: E501
    # an empty branch
    ("next: [a, b]", 'next: [a, b, "2"]', "enthält keinen Schritt"),
]  # fmt: skip
