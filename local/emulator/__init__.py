"""The local AWS: ministack, brought closer to AWS by small named mends, with SageMaker routed to the plane."""
