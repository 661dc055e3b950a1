"""AWS Scheduler invokes within the minute and once; ministack looks every 10 s and after a restart fires again."""

from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.scheduler:_SCHEDULE_TICK_INTERVAL",
    "ministack.services.scheduler:_tick_schedules",
    "ministack.services.scheduler:_restore_state",
    "ministack.services.scheduler:_create_schedule",
    "ministack.services.scheduler:_update_schedule",
    "ministack.services.scheduler:_schedule_last_fired",
    "ministack.services.scheduler:_schedules",
)

_SWEEP_SECONDS = 1
# Kept inside the schedule's record, which is what ministack saves.
_LAST_FIRED = "_LastFiredEpochSeconds"


def apply() -> None:
    wrap(PATCHES[0], lambda _: _SWEEP_SECONDS)
    wrap(PATCHES[1], _noting)
    wrap(PATCHES[2], _recalling)
    wrap(PATCHES[3], _due_again)
    wrap(PATCHES[4], _due_again)


def _noting(original: Any) -> Any:
    def tick() -> None:
        from ministack.services import scheduler

        original()
        for key, fired_at in list(scheduler._schedule_last_fired.items()):
            schedule = scheduler._schedules._data.get(key)
            if schedule is not None:
                schedule[_LAST_FIRED] = fired_at

    return tick


def _recalling(original: Any) -> Any:
    def restore(data: Any) -> Any:
        from ministack.services import scheduler

        result = original(data)
        for key, schedule in list(scheduler._schedules._data.items()):
            if _LAST_FIRED in schedule:
                scheduler._schedule_last_fired[key] = schedule[_LAST_FIRED]
        return result

    return restore


def _due_again(original: Any) -> Any:
    """A schedule that is created or given a new moment is due again, whatever its namesake did before."""

    def put(name: str, body: dict) -> Any:
        from ministack.core.responses import get_account_id, get_region
        from ministack.services import scheduler

        answer = original(name, body)
        if answer[0] == 200 and body["ScheduleExpression"].startswith("at("):
            key = (get_account_id(), get_region(), f"{body.get('GroupName', 'default')}/{name}")
            scheduler._schedule_last_fired.pop(key, None)
        return answer

    return put
