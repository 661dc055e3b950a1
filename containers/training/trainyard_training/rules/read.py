"""The hyperparameter `rules`: `{<rule>: <action>}` or `{<rule>: {"action": …, <threshold>: …}}`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ..fields import Check, InvalidValue, one_of
from .all import RULES, Settings
from .rule import ACTIONS

_action = one_of(*ACTIONS)


def read_rules(defaults: Settings) -> Check:
    """A check that gives the defaults with what the value changes; it names everything that is wrong."""

    def check(value: Any) -> Settings:
        if not isinstance(value, dict):
            raise InvalidValue("must be a JSON object of rules")
        problems: list[str] = []
        changed = {}
        for name, given in value.items():
            if name not in defaults:
                problems.append(f"has no rule {name} in this family")
                continue
            members = given if isinstance(given, dict) else {"action": given}
            changed[name] = replace(defaults[name], **_members(name, members, problems))
        if problems:
            raise InvalidValue("; ".join(problems))
        return {**defaults, **changed}

    return check


def _members(rule: str, members: dict[str, Any], problems: list[str]) -> dict[str, Any]:
    checks = {"action": _action, **RULES[rule].THRESHOLDS}
    values = {}
    for member, value in members.items():
        if member not in checks:
            problems.append(f"{rule}.{member} is no setting of that rule")
            continue
        try:
            values[_snake_case(member)] = checks[member](value)
        except InvalidValue as problem:
            problems.append(f"{rule}.{member} {problem}")
    return values


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda letter: f"_{letter[0]}", name).lower()
