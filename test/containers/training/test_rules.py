"""Rules on sequences of metrics, as `metrics.jsonl` has them."""

import json
from dataclasses import replace

import pytest
from trainyard_training.fields import InvalidValue
from trainyard_training.rules.all import OF_ONE_FIT, OF_STEPS, RULES
from trainyard_training.rules.read import read_rules
from trainyard_training.rules.watch import Watch


def steps(losses, **more):
    """A record a step; a list among `more` has a value for each."""
    return [
        {
            "step": number + 1,
            "train_loss": loss,
            "learning_rate": 1e-5,
            **{name: values[number] if isinstance(values, list) else values for name, values in more.items()},
        }
        for number, loss in enumerate(losses)
    ]


def validation(step, loss=0.5, **predicted):
    rows = {label: 10 for label in predicted}
    return {"step": step, "validation_loss": loss, "label_rows": rows, "predicted_rows": predicted}


def first_finding(rule, records, **settings):
    """Step and words of a rule's first finding as the records come in, or None."""
    chosen = replace(RULES[rule].Settings(), **settings)
    for count in range(1, len(records) + 1):
        message = RULES[rule].check(records[:count], chosen)
        if message is not None:
            return records[count - 1]["step"], message
    return None


def test_a_loss_that_is_not_a_number_is_found_at_its_step():
    records = [*steps([1.0, 0.9]), {"step": 3, "learning_rate": 0.5, "non_finite": "loss"}]

    step, message = first_finding("nonFiniteLoss", records)

    assert step == 3
    assert message == (
        "the loss of step 3 is not a finite number: lower learning_rate (0.5 at that step), raise warmup_ratio or lower gradient_clip"
    )
    assert first_finding("nonFiniteLoss", steps([1.0, 0.9])) is None


def test_a_loss_no_lower_than_at_the_start_is_found_and_a_plateau_far_below_is_none():
    assert first_finding("lossNotDecreasing", steps([1.1, 0.9] * 4), window=4)[0] == 8
    assert first_finding("lossNotDecreasing", steps([1.0] * 4 + [0.1] * 50), window=4) is None
    assert first_finding("lossNotDecreasing", steps([1.0] * 7), window=4) is None


def test_a_loss_says_nothing_while_the_learning_rate_rises():
    rates = [step * 1e-6 for step in range(10)] + [9e-6]

    assert first_finding("lossNotDecreasing", steps([1.0] * 11, learning_rate=rates), window=4)[0] == 11


def test_a_validation_loss_far_above_the_train_loss_is_found_after_as_many_as_patience_says():
    once = [*steps([0.2, 0.1]), validation(2, 0.4)]
    twice = [*once, *steps([0.1]), validation(3, 0.5)]

    assert first_finding("overfit", once) == (2, "the validation loss is 0.4, the train loss before it 0.15")
    assert first_finding("overfit", once, ratio=2.0) is None
    assert first_finding("overfit", twice, patience=2)[0] == 3
    assert first_finding("overfit", [*twice[:-1], validation(3, 0.1)], patience=2) is None
    assert first_finding("overfit", [{"step": 1, "train_loss": 0.1, "validation_loss": 0.4}])[0] == 1


def test_a_gradient_many_times_its_median_is_found():
    norms = [1.0, 2.0, 1.0, 2.0, 200.0]

    assert first_finding("explodingGradients", steps([1.0] * 5, gradient_norm=norms), window=4)[0] == 5
    assert first_finding("explodingGradients", steps([1.0] * 5, gradient_norm=norms), window=5) is None
    assert first_finding("explodingGradients", steps([1.0] * 5, gradient_norm=norms), window=4, factor=200.0) is None


def test_gradients_that_stay_next_to_nothing_are_found():
    norms = [1e-8, 1.0, 1e-8, 1e-8, 1e-8]

    assert first_finding("vanishingGradients", steps([1.0] * 5, gradient_norm=norms), window=3)[0] == 5
    assert first_finding("vanishingGradients", steps([1.0] * 4, gradient_norm=norms), window=3) is None


def test_a_label_that_is_never_given_is_found_when_it_has_rows():
    records = [validation(1, a=10, b=0), validation(2, a=10, b=0)]

    assert first_finding("deadClass", records) == (2, "no validation row was given the label b (10 rows)")
    assert first_finding("deadClass", records, minimum_rows=11) is None
    assert first_finding("deadClass", [validation(1, a=9, b=1), validation(2, a=10, b=0)]) is None


def test_a_gpu_that_waits_is_found_and_a_machine_without_one_is_none():
    assert first_finding("lowGpuUse", steps([1.0] * 3, gpu_utilization=[0.1, 0.2, 0.3]), window=3)[0] == 3
    assert first_finding("lowGpuUse", steps([1.0] * 3, gpu_utilization=0.9), window=3) is None
    assert first_finding("lowGpuUse", steps([1.0] * 30)) is None


def test_steps_that_wait_for_their_rows_are_found():
    slow = steps([1.0] * 3, data_seconds=0.4, forward_seconds=0.2, backward_seconds=0.3, optimizer_seconds=0.1)

    assert first_finding("dataBottleneck", slow, window=3) == (3, "making batches took 40% of the last 3 logged steps")
    assert first_finding("dataBottleneck", slow, window=3, share=0.5) is None
    assert first_finding("dataBottleneck", steps([1.0] * 30)) is None


@pytest.fixture
def watch(tmp_path):
    lines = []

    def create(**actions):
        settings = {name: replace(one, action=actions.get(name, "none")) for name, one in OF_STEPS.items()}
        made = Watch(settings, tmp_path / "findings.json", lines.append)
        made.lines = lines
        return made

    return create


def test_a_rule_speaks_once_and_only_where_it_is_asked_to(watch, tmp_path):
    watching = watch(deadClass="notify")

    said = [watching.see(record) for record in [validation(step, a=10, b=0) for step in (1, 2, 3)]]

    assert said == [None, None, None]
    assert watching.lines == ["Rule deadClass, notify, at step 2: no validation row was given the label b (10 rows)"]
    assert json.loads((tmp_path / "findings.json").read_text()) == [
        {"rule": "deadClass", "action": "notify", "step": 2, "message": "no validation row was given the label b (10 rows)"}
    ]


def test_a_rule_that_stops_gives_a_typed_reason(watch):
    watching = watch(overfit="stop")

    reasons = [watching.see(record) for record in [*steps([0.1]), validation(1, 0.9)]]

    assert reasons == [None, "TRAINING_STOPPED: overfit: the validation loss is 0.9, the train loss before it 0.1"]


@pytest.mark.parametrize("cut", range(6))
def test_a_watch_that_is_restored_anywhere_finds_the_same(watch, cut):
    records = [*steps([0.1]), validation(1, 0.9, a=10, b=0), *steps([0.1]), validation(2, 0.9, a=10, b=0), *steps([0.1])]
    whole = watch(overfit="notify", deadClass="notify")
    for record in records:
        whole.see(record)

    resumed = watch(overfit="notify", deadClass="notify")
    resumed.restore(records[:cut])
    for record in records[cut:]:
        resumed.see(record)

    assert len(whole.findings) == 2
    assert resumed.findings == whole.findings


def test_settings_are_the_defaults_with_what_the_hyperparameter_changes():
    chosen = read_rules(OF_STEPS)({"overfit": "stop", "deadClass": {"minimumRows": 20}})

    assert chosen["overfit"] == replace(OF_STEPS["overfit"], action="stop")
    assert chosen["deadClass"] == replace(OF_STEPS["deadClass"], minimum_rows=20)
    assert chosen["nonFiniteLoss"].action == "stop"
    assert [one.action for name, one in chosen.items() if name not in ("overfit", "nonFiniteLoss")] == ["notify"] * 6


def test_all_that_is_wrong_with_settings_is_named_at_once():
    with pytest.raises(InvalidValue) as raised:
        read_rules(OF_ONE_FIT)({"overfit": "halt", "lowGpuUse": "stop", "deadClass": {"patience": 0, "colour": 1}})

    assert str(raised.value) == (
        "overfit.action must be stop or notify or none; has no rule lowGpuUse in this family; "
        "deadClass.patience must be an integer of at least 1 and at most 50; deadClass.colour is no setting of that rule"
    )


def test_a_classic_family_ends_by_a_rule_and_leaves_no_model(job, sentences, monkeypatch):
    job.hyperparameters(rules=json.dumps({"overfit": {"action": "stop", "ratio": 0.01}}))
    job.channel("train", sentences[:400])
    job.channel("validation", sentences[800:])

    assert job.run_here(monkeypatch) == 1

    assert job.failure().startswith("TRAINING_STOPPED: overfit: the validation loss is ")
    assert not (job.base / "model").exists()


def test_a_classic_family_leaves_its_metrics_and_tells_of_a_label_it_never_gives(job, sentences, monkeypatch):
    rare = [(row_id, text, "neutral") for row_id, text, _label in sentences[390:400]]
    job.hyperparameters(labels='["negative", "neutral", "positive"]')
    job.channel("train", sentences[:300])
    job.channel("validation", [*sentences[800:], *rare])

    assert job.run_here(monkeypatch) == 0

    output = job.base / "output" / "data"
    (record,) = [json.loads(line) for line in (output / "metrics.jsonl").read_text().splitlines()]
    assert record["label_rows"]["neutral"] == 10
    assert record["validation_loss"] > record["train_loss"] > 0
    assert [one["rule"] for one in json.loads((output / "findings.json").read_text())] == ["deadClass"]
