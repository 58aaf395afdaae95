import pytest

from roterfaden.cases.models import Case
from tests.cooperation.makers import Circle, set_circle
from tests.fixtures import World


@pytest.fixture
def circle(world: World, case: Case) -> Circle:
    return set_circle(world, case)
