"""AWS reads a task's time limit from its input by `TimeoutSecondsPath`; ministack knows `TimeoutSeconds` only."""

from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.stepfunctions:_execute_task",
    "ministack.services.stepfunctions:_apply_input_path",
    "ministack.services.stepfunctions:_resolve_path_or_ctx",
    "ministack.services.stepfunctions:_ExecutionError",
)


def apply() -> None:
    def reading(original: Any) -> Any:
        def execute(state: dict, state_input: Any, execution: dict, context: dict) -> Any:
            path = state.get("TimeoutSecondsPath")
            if path is None:
                return original(state, state_input, execution, context)
            limited = {**state, "TimeoutSeconds": _seconds(state, path, state_input, context)}
            return original(limited, state_input, execution, context)

        return execute

    wrap(PATCHES[0], reading)


def _seconds(state: dict, path: str, state_input: Any, context: dict) -> int:
    from ministack.services import stepfunctions

    effective = stepfunctions._apply_input_path(state, state_input, context)
    seconds = stepfunctions._resolve_path_or_ctx(path, effective, context)
    if not isinstance(seconds, int) or seconds <= 0:
        raise stepfunctions._ExecutionError("States.Runtime", f"TimeoutSecondsPath {path} must name a positive integer")
    return seconds
