"""A plain fine-tune with the `Trainer` of transformers: what one would write without Trainyard, for the same rows.

usage: baseline.py BASE_FOLDER DATA_FOLDER OUTPUT_FOLDER PADDING HYPERPARAMETERS_JSON; prints one JSON object.

DATA_FOLDER has train, validation and test as a training job's channels. With PADDING `max_length` texts are tokenized as in
the documentation's tutorial, `tokenizer(texts, padding="max_length", truncation=True)`, at the same maximum length; with
`longest` each batch is padded to its longest text by `DataCollatorWithPadding`. All else that is not in
HYPERPARAMETERS_JSON is the default of `TrainingArguments`, but that each epoch is validated and saved, and the best one kept.
"""

import json
import os
import pathlib
import sys

import numpy
import torch
from pyarrow import parquet
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainingArguments,
    default_data_collator,
)


def main(base: str, data: pathlib.Path, output: str, padding: str, chosen: dict) -> dict:
    cuda = torch.cuda.is_available()
    if not cuda:
        torch.set_num_threads(len(os.sched_getaffinity(0)))
    # As the transformer family chooses it.
    bf16 = cuda and torch.cuda.get_device_capability() >= (8, 0)
    tokenizer = AutoTokenizer.from_pretrained(base)

    def examples(split: str) -> list[dict]:
        # A file alone: below a folder named split=train the name would become a column.
        table = parquet.ParquetFile(data / split / "part-0.parquet").read(columns=["text", "label"])
        longest = {"padding": "max_length"} if padding == "max_length" else {}
        encoded = tokenizer(table["text"].to_pylist(), truncation=True, max_length=chosen["max_tokens"], **longest)
        labels = [chosen["labels"].index(label) for label in table["label"].to_pylist()]
        return [{**{name: encoded[name][row] for name in encoded}, "label": label} for row, label in enumerate(labels)]

    arguments = TrainingArguments(
        output_dir=output,
        num_train_epochs=chosen["epochs"],
        per_device_train_batch_size=chosen["batch_size"],
        learning_rate=chosen["learning_rate"],
        warmup_steps=chosen["warmup_ratio"],
        weight_decay=chosen["weight_decay"],
        seed=chosen["seed"],
        bf16=bf16,
        fp16=cuda and not bf16,
        eval_strategy="epoch",
        save_strategy="epoch",
        load_best_model_at_end=True,
        report_to=[],
        disable_tqdm=True,
        logging_strategy="no",
    )
    trainer = Trainer(
        model=AutoModelForSequenceClassification.from_pretrained(base, num_labels=len(chosen["labels"])),
        args=arguments,
        train_dataset=examples("train"),
        eval_dataset=examples("validation"),
        data_collator=default_data_collator if padding == "max_length" else DataCollatorWithPadding(tokenizer),
    )
    seconds = trainer.train().metrics["train_runtime"]
    test = trainer.predict(examples("test"))
    return {"seconds": seconds, "accuracy": float(numpy.mean(test.predictions.argmax(axis=-1) == test.label_ids))}


if __name__ == "__main__":
    said = main(sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4], json.loads(sys.argv[5]))
    print(json.dumps(said))
