"""The prepare job as vectorized pandas: what one would write without Trainyard, for the same file and the same counts.

usage: baseline.py CSV OUTPUT_DIRECTORY LABELS_JSON MAX_TEXT_LENGTH; prints one JSON object.

It reads the file, validates and normalizes text (NFC, white space), maps labels, hashes texts to row ids, splits by
hash, sets conflicts and bad rows aside with line numbers and reasons, drops duplicates and writes three Parquet files
sorted by row id.
"""

import hashlib
import json
import pathlib
import resource
import sys
import time
import warnings

import numpy as np
import pandas as pd

REASONS = "TEXT_EMPTY", "TEXT_TOO_LONG", "LABEL_MISSING", "LABEL_UNKNOWN"


def main(path: str, output: str, labels: dict[str, str], max_length: int) -> dict:
    began = time.perf_counter()
    marks = {}

    def mark(name: str) -> None:
        marks[name] = round(time.perf_counter() - began - sum(marks.values()), 3)

    # The C engine skips rows with too many columns and says their numbers in a warning; rows with too few get NaN.
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        frame = pd.read_csv(
            path,
            engine="c",
            dtype="str",
            keep_default_na=False,
            na_values=[],
            on_bad_lines="warn",
            encoding_errors="replace",
        )
    ragged = sum(str(one.message).count("Skipping line") for one in caught)
    mark("read")

    lines = frame["text"].str.count("\n")
    short = frame["label"].isna()
    frame["line"] = 2 + np.arange(len(frame)) + lines.cumsum() - lines
    text = frame["text"].str.normalize("NFC").str.replace(r"\s+", " ", regex=True).str.strip()
    mark("normalize")

    value = frame["label"].str.strip()
    label = value.map(labels)
    length = text.str.len()
    reason = np.select(
        [short, text == "", length > max_length, value == "", label.isna()],
        ["WRONG_COLUMN_COUNT", *REASONS],
        "",
    )
    mark("validate")

    good = reason == ""
    rows = pd.DataFrame({"text": text[good], "label": label[good], "line": frame["line"][good]})
    rows["row_id"] = [hashlib.sha256(one.encode()).hexdigest()[:32] for one in rows["text"]]
    fraction = np.array([int(one[:8], 16) for one in rows["row_id"]]) / 2**32
    rows["split"] = np.select([fraction < 0.2, fraction < 0.2 + 0.08], ["test", "validation"], "train")
    mark("hash")

    conflict = rows.groupby("row_id")["label"].transform("nunique") > 1
    kept = rows[~conflict].drop_duplicates("row_id")
    mark("deduplicate")

    directory = pathlib.Path(output)
    directory.mkdir(parents=True, exist_ok=True)
    aside = frame[~good].assign(reason=reason[~good])
    in_conflict = rows[conflict].assign(reason="LABEL_CONFLICT")
    pd.concat([aside, in_conflict])[["line", "reason", "text", "label"]].to_json(
        directory / "quarantine.jsonl", orient="records", lines=True
    )
    kept = kept.sort_values("row_id")
    for split in ("train", "validation", "test"):
        kept.loc[kept["split"] == split, ["row_id", "text", "label"]].to_parquet(
            directory / f"{split}.parquet", compression="snappy", index=False
        )
    mark("write")

    quarantined = ragged + int((~good).sum()) + int(conflict.sum())
    received = ragged + len(frame)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "counts": {
            "received": received,
            "accepted": len(kept),
            "duplicates": received - quarantined - len(kept),
            "quarantined": quarantined,
        },
        "rowsPerSplit": {name: int(count) for name, count in kept["split"].value_counts().items()},
        "seconds": round(time.perf_counter() - began, 3),
        "steps": marks,
        "cpuSeconds": round(usage.ru_utime + usage.ru_stime, 3),
        "peakRssBytes": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), int(sys.argv[4]))))
