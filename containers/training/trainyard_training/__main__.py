"""Entry of the training container: `python -m trainyard_training`."""

from __future__ import annotations

import os
import sys
import traceback

from .contract import Contract
from .errors import TrainingError
from .families import run_family

# One thread: the last bits of a sum must not depend on the machine's cores. Set before NumPy is first imported.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")


def main() -> int:
    """Runs the job. Exit status 0, or 1 with the reason in the failure file and on stderr."""
    contract = Contract.from_environment()
    try:
        run_family(contract)
        return 0
    except TrainingError as error:
        reason = str(error)
    except Exception as error:
        # Only type and place: the message of a foreign error may quote a row.
        place = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"UNEXPECTED: {type(error).__name__} in {os.path.basename(place.filename)}, line {place.lineno}"
    contract.write_failure(reason)
    print(reason, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
