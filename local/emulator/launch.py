"""Starts ministack with the plane and every mend in place."""

import logging
import os
import sys

from emulator.interrupted_writes import finish_interrupted_writes
from emulator.patching import MinistackChanged, check_pinned


def patched_names() -> tuple[str, ...]:
    """Every name of ministack that a mend or the SageMaker plug-in relies on."""
    from emulator import faults, mends, sagemaker

    return tuple(name for part in (*mends.MENDS, *sagemaker.PARTS, faults) for name in part.PATCHES)


def install() -> None:
    """Checks the pinned version, then applies the plug-in and each mend in its order, and the faults that a test asks for."""
    from emulator import faults, mends, sagemaker

    check_pinned(patched_names())
    for part in (*mends.MENDS, *sagemaker.PARTS):
        part.apply()
    faults.apply_when_wanted()


def main() -> None:
    finish_interrupted_writes(os.environ.get("S3_DATA_DIR"))
    try:
        install()
    except MinistackChanged as changed:
        sys.stderr.write(f"{changed}\n")
        raise SystemExit(1) from None
    if os.environ.get("END_WITH_PARENT") == "1":
        from emulator.parent import end_with_parent

        end_with_parent()
    from ministack import app

    # ministack logs every saved service on each save; only its warnings say something new.
    logging.getLogger("persistence").setLevel(logging.WARNING)
    app.main()
