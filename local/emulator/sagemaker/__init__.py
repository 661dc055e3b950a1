"""SageMaker inside ministack: its requests, its Step Functions tasks, and its rights, all served by the plane."""

from emulator.sagemaker import rights, routing, tasks

PARTS = (routing, rights, tasks)
