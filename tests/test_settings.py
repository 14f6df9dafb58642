"""Settings: from the environment, refused by name, and documented as they are."""

import re
from pathlib import Path

import pytest

from ingest.errors import SettingsError
from ingest.settings import Settings, read_settings

README = Path(__file__).parent.parent / "README.md"


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_CAUTION", "0.8")
    monkeypatch.setenv("CITEWELL_INDEX", "elsewhere")
    assert read_settings().caution == 0.8
    assert read_settings().index == Path("elsewhere")
    assert read_settings(index=Path("given")).index == Path("given")


def test_impossible_values_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_PORT", "70000")
    with pytest.raises(SettingsError, match="CITEWELL_PORT=70000"):
        read_settings()


def test_readme_lists_every_setting_with_its_default() -> None:
    rows = re.findall(
        r"^\| `CITEWELL_(\w+)` \| `([^`]*)` \| (.+) \|$", README.read_text("utf-8"), re.M
    )
    documented = {name.lower(): (default, meaning) for name, default, meaning in rows}
    expected = {
        name: (str(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }
    assert documented == expected
