"""Watches a training by its rules while its metrics come in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from .all import RULES, Settings
from .rule import Record


# No more is shown: `domain/evaluate/training-report.ts`.
_MOST_CHARACTERS = 500


@dataclass(frozen=True)
class Finding:
    """What a rule found first, and after which step."""

    rule: str
    action: str
    step: int
    message: str


class Watch:
    """Each rule speaks once. All that it knows is what the metrics were: from the same ones come the same findings."""

    def __init__(self, settings: Settings, file: Path, log: Callable[[str], None]) -> None:
        self._settings = {name: one for name, one in settings.items() if one.action != "none"}
        self._file = file
        self._log = log
        self._records: list[Record] = []
        self.findings: list[Finding] = []

    def restore(self, records: Iterable[Record]) -> None:
        """Looks at what a checkpoint has, as it was looked at when it came. None of it ended that training."""
        for record in records:
            self._look(record)
        self._write()

    def see(self, record: Record) -> str | None:
        """Why the training has to end, or nothing."""
        found = self._look(record)
        for finding in found:
            self._log(f"Rule {finding.rule}, {finding.action}, at step {finding.step}: {finding.message}")
        if found:
            self._write()
        stops = [finding for finding in found if finding.action == "stop"]
        return f"TRAINING_STOPPED: {stops[0].rule}: {stops[0].message}" if stops else None

    def _look(self, record: Record) -> list[Finding]:
        self._records.append(record)
        spoken = {finding.rule for finding in self.findings}
        found = []
        for name, settings in self._settings.items():
            message = None if name in spoken else RULES[name].check(self._records, settings)
            if message is not None:
                found.append(Finding(name, settings.action, self._records[-1]["step"], message[:_MOST_CHARACTERS]))
        self.findings += found
        return found

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps([asdict(finding) for finding in self.findings]) + "\n", "utf-8")
