import random
from itertools import pairwise

import pytest
from django.http import HttpResponse
from django.urls import path, register_converter
from django.urls.resolvers import RoutePattern, URLPattern

from roterfaden.common.codes import ALPHABET, CodeConverter, CodeWrong, clean_code, new_code


def test_codes_are_short_and_have_no_ambiguous_sign() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) > 1990
    assert {len(code) for code in codes} == {6}
    assert not set("".join(codes)) & set("0AEIOUL")
    assert all(clean_code(code) == code for code in codes)


def test_the_same_generator_gives_the_same_codes() -> None:
    assert [new_code(rng=random.Random(5)) for _ in range(3)] == [
        new_code(rng=random.Random(5)) for _ in range(3)
    ]
    assert new_code(7, rng=random.Random(1)) != new_code(7, rng=random.Random(2))


def test_every_single_slip_and_every_swap_of_neighbours_is_noticed() -> None:
    rng = random.Random(7)
    for length in (5, 6, 7, 12):
        for _ in range(60):
            code = new_code(length, rng=rng)
            slips = {
                code[:place] + sign + code[place + 1 :]
                for place in range(length)
                for sign in ALPHABET
                if sign != code[place]
            }
            for place, (left, right) in enumerate(pairwise(code)):
                if left != right:
                    slips.add(code[:place] + right + left + code[place + 2 :])
            for slip in slips:
                with pytest.raises(CodeWrong):
                    clean_code(slip)


def test_people_may_type_it_their_way() -> None:
    code = next(code for code in iter(new_code, None) if "1" in code and "V" in code)
    typed = f"{code[:3]}-{code[3:]} ".lower().replace("1", "l").replace("v", "u")
    assert clean_code(typed) == code


@pytest.mark.parametrize("typed", ["", "1234", "BCDFG0", "ÄÖÜBCD", "B" * 13, "../..", "①23456"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(CodeWrong):
        clean_code(typed)


@pytest.mark.parametrize("length", [0, 4, 13])
def test_other_lengths_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match="signs"):
        new_code(length)


def test_a_url_finds_a_code_and_only_a_code() -> None:
    register_converter(CodeConverter, "codetest")
    pattern = path("cases/<codetest:code>/", lambda _request: HttpResponse())
    assert isinstance(pattern, URLPattern)
    assert isinstance(pattern.pattern, RoutePattern)
    code = new_code()
    assert pattern.resolve(f"cases/{code}/").kwargs == {"code": code}  # type: ignore[union-attr]
    assert pattern.resolve(f"cases/{code.lower()}/").kwargs == {"code": code}  # type: ignore[union-attr]
    other = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert pattern.resolve(f"cases/{other}/") is None
    assert pattern.resolve("cases/new/") is None
    assert CodeConverter().to_url(code) == code
