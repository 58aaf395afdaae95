"""Values some at a time: none lost, none twice, in their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.common.portions import in_portions

pytestmark = pytest.mark.one_database


@given(st.lists(st.integers()), st.integers(1, 7))
def test_all_of_them_in_their_order_and_never_too_many(values: list[int], size: int) -> None:
    portions = list(in_portions(iter(values), size))
    assert [value for portion in portions for value in portion] == values
    assert all(len(portion) == size for portion in portions[:-1])
    assert all(0 < len(portion) <= size for portion in portions)
