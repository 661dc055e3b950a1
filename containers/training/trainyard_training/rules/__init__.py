"""Rules that watch a training by its metrics: one module a rule, a pure function of what was emitted so far."""
