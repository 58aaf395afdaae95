"""The scan for secrets finds each shape, also in what was taken away again, and nothing in this history."""

import subprocess
from pathlib import Path

import pytest

from tools import secrets_in_history

# put together here, so that this file holds none itself
PLANTED = {
    "private key": "-----" + "BEGIN RSA PRIVATE KEY-----",
    "AWS key": "AKIA" + "ABCDEFGHIJ234567",
    "GitHub token": "ghp_" + "a1" * 18,
    "GitLab token": "glpat-" + "a1b2c" * 4,
    "Slack token": "xoxb-" + "123456789012-abcdefghijkl",
    "API key": "sk_live_" + "a1b2c3d4" * 4,
    "JSON web token": "eyJ" + "a" * 24 + ".eyJ" + "b" * 24 + ".c",
    "PyPI or npm token": "npm_" + "a1" * 18,
    "address with password": "postgres://user:" + "hunter2hunter2@db/x",
    "assigned secret": 'secret_key = "' + "a1b2c3d4e5f6g7h8" + '"',
}


def git(root: Path, *arguments: str) -> None:
    named = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", "-C", str(root), *named, *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("name", PLANTED)
def test_each_shape_is_found(name: str) -> None:
    assert name in [found for found, _line in secrets_in_history.secrets_in([f"x = {PLANTED[name]} y"])]


def test_a_secret_that_was_taken_away_is_still_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tmp_path, "init", "-q")
    file = tmp_path / "settings.py"
    for text in (PLANTED["assigned secret"], "clean = 1"):
        file.write_text(text + "\n", encoding="utf-8")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", "x")
    assert secrets_in_history.main(["--tree"], tmp_path) == 0
    assert secrets_in_history.main([], tmp_path) == 1
    assert "assigned secret" in capsys.readouterr().out


@pytest.mark.one_database
@pytest.mark.requirement("R-29", figure="0 in every line of every commit and file")
def test_nothing_in_this_history(capsys: pytest.CaptureFixture[str]) -> None:
    if not (secrets_in_history.ROOT / ".git").exists():
        pytest.skip("no history here")
    assert secrets_in_history.main([]) == 0, capsys.readouterr().out
    assert secrets_in_history.main(["--tree"]) == 0, capsys.readouterr().out
