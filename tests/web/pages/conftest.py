import pytest

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from tests.fixtures import AT, World
from tests.web.browsing import stop_clock


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def admin(world: World) -> User:
    """Administers the installation, works on no case."""
    user = members.add_user(
        username="olga", first_name="Olga", last_name="Kern", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=user,
        organisation=world.office,
        role=Role.ADMINISTRATOR,
        valid_from=AT.date(),
        by=None,
        at=AT,
    )
    return user
