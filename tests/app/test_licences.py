from __future__ import annotations

from app import licences


def test_every_component_has_its_licence() -> None:
    found = {component.name: component for component in licences.components()}
    assert {"torch", "PySide6_Essentials", "numpy", "pillow", "Qt", "LGPL-3.0"} <= set(found)
    assert "coachline" not in found
    for name, component in found.items():
        assert component.licence or component.texts, name


def test_the_texts_can_be_read() -> None:
    found = {component.name: component for component in licences.components()}
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["LGPL-3.0"].read()
    assert "libQt6" in found["Qt"].read()  # what to replace
    assert "Redistribution" in found["numpy"].read()


def test_only_what_the_program_needs_is_listed() -> None:
    names = set(licences.distributions())
    assert "pytest" not in names and "mypy" not in names
    assert {"coachline", "torch", "sympy"} <= names
