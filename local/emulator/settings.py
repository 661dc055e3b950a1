"""What the emulator is told through its environment, besides ministack's own variables."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """`plane_url` has no trailing slash; `gateway_port` is where this emulator listens."""

    plane_url: str
    gateway_port: int
    root_access_key_id: str


def read_settings() -> Settings:
    """Reads PLANE_URL, GATEWAY_PORT and AWS_ACCESS_KEY_ID; raises KeyError naming the missing one."""
    return Settings(
        plane_url=os.environ["PLANE_URL"].rstrip("/"),
        gateway_port=int(os.environ["GATEWAY_PORT"]),
        root_access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
    )
