"""Another word for an office, wherever a chain uses it (the change `say` of an overlay)."""

from dataclasses import replace

from roterfaden.process.engine.definition import Decision, StandingRule, Step
from roterfaden.process.merging import Merging


class Saying:
    """Replaces one word in all texts and remembers which were touched."""

    def __init__(self, merging: Merging, old: str, new: str) -> None:
        self.merging, self.old, self.new, self.found = merging, old, new, False

    def everywhere(self) -> None:
        parts = self.merging.parts
        for name in ("title", "summary"):
            parts[name] = self.text("", name, parts[name])
        for code, label in list(parts["roles"].items()):
            parts["roles"][code] = self.keyed("", "role", code, label)
        for group in ("starts", "ends"):
            parts[group] = tuple(
                replace(item, title=self.text(item.id, "title", item.title)) for item in parts[group]
            )
        parts["steps"] = tuple(self.step(step) for step in parts["steps"])
        parts["decisions"] = tuple(self.decision(decision) for decision in parts["decisions"])
        parts["standing_rules"] = tuple(self.rule(rule) for rule in parts["standing_rules"])

    def step(self, step: Step) -> Step:
        note = step.deadline.note if step.deadline else ""
        return replace(
            step,
            title=self.text(step.id, "title", step.title),
            hints=self.lines(step.id, "hints", step.hints),
            guidance=self.lines(step.id, "guidance", step.guidance),
            documents=tuple(
                replace(document, title=self.line(step.id, "documents", document.title))
                for document in step.documents
            ),
            deadline=replace(step.deadline, note=self.text(step.id, "deadline", note))
            if step.deadline
            else None,
        )

    def decision(self, decision: Decision) -> Decision:
        return replace(
            decision,
            question=self.text(decision.id, "title", decision.question),
            hints=self.lines(decision.id, "hints", decision.hints),
            guidance=self.lines(decision.id, "guidance", decision.guidance),
            outcomes=tuple(
                replace(outcome, note=self.keyed(decision.id, "outcomes", outcome.label, outcome.note))
                for outcome in decision.outcomes
            ),
        )

    def rule(self, rule: StandingRule) -> StandingRule:
        return replace(
            rule,
            title=self.text(rule.id, "title", rule.title),
            trigger=self.text(rule.id, "title", rule.trigger),
            guidance=self.lines(rule.id, "guidance", rule.guidance),
        )

    def lines(self, node: str, what: str, lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.line(node, what, line) for line in lines)

    def line(self, node: str, what: str, line: str) -> str:
        said = line.replace(self.old, self.new)
        return self.keyed(node, what, said, line)

    def text(self, node: str, what: str, text: str) -> str:
        return self.keyed(node, what, "", text)

    def keyed(self, node: str, what: str, key: str, text: str) -> str:
        said = text.replace(self.old, self.new)
        if said != text:
            self.found = True
            self.merging.mark(node, what, key)
        return said
