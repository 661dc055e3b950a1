"""Builds a training from its inputs, at the start or where a checkpoint left it."""

from __future__ import annotations

import os
from dataclasses import replace

import torch
from safetensors.torch import load
from transformers import PreTrainedModel

from ..contract import Contract
from ..label_sets import labels_seen
from ..metrics import accuracy, macro_f1, majority, metrics_line
from ..metrics_log import MetricsLog
from ..rules.watch import Watch
from .batches import micro_batches_for, steps_per_epoch
from .checkpoint.resume import find_checkpoint, restore
from .checkpoint.saver import Saver
from .checkpoint.store import CheckpointStore, Stored
from .distributed import World
from .export import require_exportable
from .gpu_use import gpu_use
from .hyperparameters import Hyperparameters
from .inputs import Inputs
from .interruption import Interruption
from .log import Log
from .loss import batch_loss
from .optimization import create_optimizer
from .precision import Precision
from .profile import Profile
from .progress import Progress
from .step import Stepper
from .training import Training


def assemble(
    contract: Contract,
    hyperparameters: Hyperparameters,
    inputs: Inputs,
    processes: int,
    world: World,
    interruption: Interruption,
) -> Training:
    """The training, ready to go on. Raises `TrainingError` when base or checkpoint do not fit."""
    log = Log(world)
    identity = inputs.identity(hyperparameters)
    store = CheckpointStore(contract.checkpoint_folder, hyperparameters.keep_checkpoints)
    stored = find_checkpoint(store, identity, world, log)
    progress = _progress(stored, hyperparameters, processes, world)
    if world.device.type == "cpu":
        torch.set_num_threads(progress.threads)
    model = inputs.base.load_model(hyperparameters)
    require_exportable(model)
    model = model.to(world.device)
    optimizer = create_optimizer(model, hyperparameters)
    precision = Precision(hyperparameters.precision, world.device)
    if stored is not None:
        restore(stored, model, optimizer)
        precision.restore(progress.scaler)
    metrics, watch, saver = None, None, None
    if world.leads:
        metrics = MetricsLog(contract.metrics_file)
        metrics.restore(b"" if stored is None else stored.metrics)
        watch = Watch(hyperparameters.rules, contract.findings_file, log)
        watch.restore(metrics.records())
        rates = (hyperparameters.interruptions_per_hour, hyperparameters.save_steps)
        saver = Saver(model, optimizer, store, identity, metrics, *rates, log)
        saver.best = None if stored is None or stored.best is None else load(stored.best)
    training = Training(
        model=model,
        stepper=_stepper(model, optimizer, precision, hyperparameters, inputs, world, progress, log),
        train=inputs.train,
        validation=inputs.validation,
        hyperparameters=hyperparameters,
        world=world,
        saver=saver,
        metrics=metrics,
        watch=watch,
        gpu_use=gpu_use(world.device),
        interruption=interruption,
        log=log,
        progress=progress,
    )
    _announce(training, inputs, resumed=stored is not None)
    return training


def _progress(stored: Stored | None, hyperparameters: Hyperparameters, processes: int, world: World) -> Progress:
    least = 1 if stored is None else stored.progress.micro_batches
    micro_batches = micro_batches_for(
        hyperparameters.batch_size, hyperparameters.max_batch_per_device, world.size, at_least=least
    )
    if stored is not None:
        return replace(stored.progress, micro_batches=micro_batches)
    threads = max(1, len(os.sched_getaffinity(0)) // processes)
    return Progress(0, 0, 0, micro_batches, threads, 0.0, None, 0, False, {})


def _stepper(
    model: PreTrainedModel,
    optimizer: torch.optim.Optimizer,
    precision: Precision,
    hyperparameters: Hyperparameters,
    inputs: Inputs,
    world: World,
    progress: Progress,
    log: Log,
) -> Stepper:
    return Stepper(
        model=model,
        optimizer=optimizer,
        precision=precision,
        loss=batch_loss(
            hyperparameters.task,
            inputs.train.labels,
            len(hyperparameters.labels),
            hyperparameters.class_weight,
            hyperparameters.label_smoothing,
            world.device,
        ),
        rows=inputs.train,
        world=world,
        profile=Profile(world.device),
        hyperparameters=hyperparameters,
        total_steps=hyperparameters.epochs * steps_per_epoch(len(inputs.train), hyperparameters.batch_size),
        micro_batches=progress.micro_batches,
        log=log,
    )


def _announce(training: Training, inputs: Inputs, resumed: bool) -> None:
    log, world, progress = training.log, training.world, training.progress
    stepper = training.stepper
    if resumed:
        log(f"Going on after step {progress.step} of {stepper.total_steps}")
    log(
        f"Training {training.hyperparameters.candidate} on {len(inputs.train)} rows, {len(inputs.validation)} for validation; "
        f"{stepper.total_steps} steps, {world.size} processes on {world.device.type}, {stepper.precision.name}, "
        f"{progress.micro_batches} micro-batches a step"
    )
    task, names = training.hyperparameters.task, training.hyperparameters.labels
    seen = labels_seen(task, inputs.train_rows.labels, len(names))
    for label, name in enumerate(names):
        if label not in seen:
            log(f"Warning: no training row has the label {name}; the model hardly ever gives it")
    truth = inputs.validation_rows.labels
    if not truth:
        log("Warning: channel validation has no rows; the weights of the last step are kept")
        return
    always = [majority(inputs.train_rows.labels, task, len(names))] * len(truth)
    log(metrics_line(baseline_accuracy=accuracy(truth, always), baseline_macro_f1=macro_f1(truth, always, task, len(names))))
