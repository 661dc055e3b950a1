"""SageMaker inside ministack: its requests, rights, Step Functions tasks, resources and events, all the plane's."""

from emulator.sagemaker import events, resources, rights, routing, tasks

PARTS = (routing, rights, tasks, resources, events)
