"""Every name of ministack that is patched must exist in the pinned version."""

import pytest
from emulator import patching
from emulator.launch import patched_names
from emulator.mends import MENDS
from emulator.patching import MinistackChanged, check_pinned


def test_every_patched_name_exists_in_the_pinned_version() -> None:
    check_pinned(patched_names())


def test_a_missing_name_is_named_in_one_line() -> None:
    with pytest.raises(MinistackChanged, match=r"^ministack 1\.5\.33 lacks what the mends patch: ministack\.app:gone$"):
        check_pinned(["ministack.app:gone"])


def test_another_version_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patching, "version", lambda _: "9.9.9")
    with pytest.raises(MinistackChanged, match="ministack 1.5.33 is needed, but 9.9.9 is installed"):
        check_pinned([])


def test_every_mend_says_what_aws_does_and_what_ministack_does() -> None:
    undescribed = [mend.__name__ for mend in MENDS if ".mends." in mend.__name__ and not described(mend.__doc__ or "")]
    assert undescribed == []


def described(text: str) -> bool:
    return "AWS" in text and "ministack" in text
