"""Print the longest modules and functions; fail on what is too long without a reason written here."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAX_FILE, MAX_FUNCTION, MAX_TEMPLATE = 400, 60, 150
# path (or path:function) -> why it may be longer
REASONS: dict[str, str] = {}


def sources(pattern: str) -> list[Path]:
    tops = [ROOT / name for name in ("roterfaden", "tests", "benchmarks", "tools")]
    return [
        p
        for top in tops
        for p in sorted(top.rglob(pattern))
        if not {"migrations", "node_modules"} & {*p.parts}
    ]


def functions(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [((n.end_lineno or n.lineno) - n.lineno + 1, n.name) for n in found]


def main() -> int:
    files = [
        (len(p.read_text(encoding="utf-8").splitlines()), str(p.relative_to(ROOT)), MAX_FILE)
        for p in sources("*.py")
    ]
    files += [
        (len(p.read_text(encoding="utf-8").splitlines()), str(p.relative_to(ROOT)), MAX_TEMPLATE)
        for p in sources("*.html")
    ]
    longest = [
        (size, f"{p.relative_to(ROOT)}:{name}", MAX_FUNCTION)
        for p in sources("*.py")
        for size, name in functions(p)
    ]
    too_long = []
    for title, rows in (("files", files), ("functions", longest)):
        rows.sort(reverse=True)
        print(f"longest {title}:", ", ".join(f"{name} {size}" for size, name, _ in rows[:5]))
        too_long += [
            f"{name}: {size} lines, limit {limit}"
            for size, name, limit in rows
            if size > limit and name not in REASONS
        ]
    for line in too_long:
        print("too long:", line)
    return bool(too_long)


if __name__ == "__main__":
    sys.exit(main())
