import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import recipes
from engine.errors import BadInput
from engine.geometry import Rect
from engine.recipes import Input, Recipe
from engine.requests import SketchRequest, sealed

whole = st.integers(-(2**40), 2**40)
values = st.none() | st.booleans() | whole | st.floats(allow_nan=False) | st.text(max_size=20)
inputs = st.builds(
    Input, st.text("0123456789abcdef", min_size=64, max_size=64), st.none() | st.text(min_size=1)
)
written = st.builds(
    Recipe,
    tool=st.just("sketch"),
    model=st.text(min_size=1),
    model_sha256=st.text(),
    region=st.builds(Rect, whole, whole, whole, whole),
    seed=st.integers(0, 2**63),
    parameters=st.dictionaries(st.text(), values, max_size=4),
    inputs=st.dictionaries(st.text(), inputs, max_size=3),
)


@given(written)
def test_a_recipe_survives_being_written_and_read(recipe: Recipe) -> None:
    assert Recipe.from_json(recipe.to_json()) == recipe


def request(**more: object) -> SketchRequest:
    lines = sealed(np.arange(24, dtype=np.uint8).reshape(4, 6, 1))
    return SketchRequest(lines, Rect.of_size(6, 4), **more)  # type: ignore[arg-type]


def test_a_request_is_rebuilt_from_its_recipe_and_arrays() -> None:
    asked = request(seed=7, invert=True, style=sealed(np.zeros((2, 2, 3), np.uint8)))
    recipe = recipes.describe(asked, "ab", {"drawing": "layer-1"})
    again = recipes.rebuild(recipe, {"drawing": asked.drawing, "style": asked.style})
    assert recipes.describe(again, "ab", {"drawing": "layer-1"}) == recipe
    assert np.array_equal(again.drawing, asked.drawing)
    assert recipe.inputs["drawing"].layer == "layer-1"


def test_another_array_than_the_recipes_is_refused() -> None:
    recipe = recipes.describe(request(), "ab")
    with pytest.raises(BadInput) as e:
        recipes.rebuild(recipe, {"drawing": np.zeros((4, 6, 1), np.uint8)})
    assert e.value.code == "recipe.input"


def test_content_hash_sees_shape_dtype_and_values() -> None:
    a = np.arange(6, dtype=np.uint8)
    hashes = {
        recipes.content_hash(x) for x in (a, a.reshape(2, 3), a.astype(np.uint16), a + np.uint8(1))
    }
    assert len(hashes) == 4
    assert recipes.content_hash(a) == recipes.content_hash(np.asfortranarray(a.copy()))


def test_sealed_arrays_are_read_only_copies() -> None:
    a = np.zeros((2, 2, 1), np.uint8)
    s = sealed(a)
    a[:] = 1
    assert s.max() == 0
    with pytest.raises(ValueError):
        s[:] = 1


def changed(**fields: object) -> str:
    """A good recipe's JSON with other fields."""
    return json.dumps({**json.loads(recipes.describe(request(), "a").to_json()), **fields})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"coachline_recipe": "1"}',
        b"\xff\xfe",
        "[" * 100_000,
        changed(region=[0, 0, 1]),
        changed(seed="7"),
        changed(parameters={"x": []}),
        changed(inputs={"drawing": {"sha256": "x", "file": "../../etc/passwd"}}),
    ],
)
def test_damaged_recipes_are_refused_by_name(text: str | bytes) -> None:
    with pytest.raises(BadInput) as e:
        Recipe.from_json(text, "my.json")
    assert e.value.code == "recipe.damaged"
    assert "my.json" in str(e.value)


def test_a_recipe_of_a_newer_program_says_so() -> None:
    with pytest.raises(BadInput) as e:
        Recipe.from_json(changed(coachline_recipe=recipes.VERSION + 1))
    assert e.value.code == "recipe.newer"


@pytest.mark.parametrize("change", [{"tool": "nothing"}, {"parameters": {"nonsense": 1}}])
def test_unknown_tools_and_fields_are_refused(change: dict[str, object]) -> None:
    asked = request()
    recipe = replace(recipes.describe(asked, "a"), **change)  # type: ignore[arg-type]
    with pytest.raises(BadInput) as e:
        recipes.rebuild(recipe, {"drawing": asked.drawing})
    assert e.value.code == "recipe.damaged"
