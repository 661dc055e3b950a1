"""The plan of faults in the folder that TRAINYARD_FAULTS names, as `faults/folder.ts` reads it."""

import json
import os
import time
from pathlib import Path


def faults_folder() -> Path | None:
    """The folder with the plan, when faults are wanted at all."""
    folder = os.environ.get("TRAINYARD_FAULTS")
    return Path(folder) if folder else None


def pass_point(folder: Path, point: str) -> str | None:
    """Passes a point once, which is written down in `trace.jsonl`: gives the fault that strikes there, if any."""
    fault = _struck(folder, point)
    line = {"point": point, "at": time.time() * 1000, "pid": os.getpid(), **({"fault": fault} if fault else {})}
    with (folder / "trace.jsonl").open("ab", buffering=0) as trace:
        trace.write(f"{json.dumps(line)}\n".encode())
    return fault


def _struck(folder: Path, point: str) -> str | None:
    try:
        plan = json.loads((folder / "plan.json").read_text())
    except FileNotFoundError:
        return None
    for index, armed in enumerate(plan["faults"]):
        if armed["point"] == point and _is_struck(folder / "passes" / f"{plan['id']}-{index}", armed):
            return str(armed["fault"])
    return None


def _is_struck(counts: Path, armed: dict) -> bool:
    """Counts the pass, together with every other process: who creates the file of a number has that number."""
    counts.mkdir(parents=True, exist_ok=True)
    skip, times = armed.get("skip", 0), armed.get("times", 1)
    for count in range(skip + times):
        try:
            (counts / str(count)).open("x").close()
        except FileExistsError:
            continue
        return count >= skip
    return False
