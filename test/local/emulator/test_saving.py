"""One moment, one file, one object: what a kill may not tear apart."""

import copy
import json
import threading
import time
from pathlib import Path

import pytest
from emulator.entry_texts import EntryTexts, with_member
from emulator.interrupted_writes import finish_interrupted_writes
from emulator.one_moment import at_one_moment
from emulator.saved_state import SavedState


class TestOneMoment:
    def test_nothing_changes_while_everything_is_copied(self) -> None:
        first, second, stop = [0], [0], threading.Event()
        ballast = [{"key": [number]} for number in range(20_000)]

        def change() -> None:
            while not stop.is_set():
                # As whoever serves requests: busy, with a wait now and then.
                for _ in range(1000):
                    first[0] += 1
                    second[0] += 1
                time.sleep(0)

        def look() -> int:
            before = first[0]
            # Longer than many switches between threads.
            copy.deepcopy(ballast)
            return second[0] - before

        threads = [threading.Thread(target=change) for _ in range(3)]
        for thread in threads:
            thread.start()
        differences = []
        for _ in range(5):
            differences.append(at_one_moment(look))
        stop.set()
        for thread in threads:
            thread.join()
        # Each of the three may be between its two additions.
        assert all(abs(difference) <= 3 for difference in differences), differences


    def test_a_look_that_took_long_is_not_made_in_vain_the_next_time(self) -> None:
        looks = [0]

        def look() -> None:
            looks[0] += 1
            until = time.perf_counter() + 0.25
            while time.perf_counter() < until:
                pass

        at_one_moment(look)
        looks[0] = 0
        at_one_moment(look)
        assert looks[0] == 1


class TestSavedState:
    def test_a_save_that_breaks_off_leaves_the_one_before(self, tmp_path: Path) -> None:
        state = SavedState(str(tmp_path))
        state.write({"sqs": "1", "dynamodb": "1"}, 10.0)

        def breaking() -> dict:
            return {"sqs": "2", "dynamodb": object()}

        with pytest.raises(Exception, match="type"):
            state.write(breaking(), 20.0)

        again = SavedState(str(tmp_path))
        assert (again.read("sqs"), again.read("dynamodb"), again.saved_at()) == ("1", "1", 10.0)

    def test_nothing_is_known_before_the_first_save(self, tmp_path: Path) -> None:
        state = SavedState(str(tmp_path))
        assert (state.read("sqs"), state.saved_at()) == (None, None)


class TestInterruptedWrites:
    def objects(self, folder: Path, **files: str) -> None:
        """The files of one object by the end of their names: `body`, `meta`, and the drafts of both."""
        ends = {"body": "", "meta": ".meta.json", "body_draft": ".tmp", "meta_draft": ".meta.json.tmp"}
        for name, text in files.items():
            (folder / f"a.csv{ends[name]}").write_text(text)

    def left(self, folder: Path) -> dict[str, str]:
        return {file.name: file.read_text() for file in folder.iterdir()}

    def test_bytes_that_were_not_in_place_are_dropped(self, tmp_path: Path) -> None:
        self.objects(tmp_path, body="old", meta='"old"', body_draft="new", meta_draft='"new"')
        finish_interrupted_writes(str(tmp_path))
        assert self.left(tmp_path) == {"a.csv": "old", "a.csv.meta.json": '"old"'}

    def test_bytes_in_place_get_their_metadata(self, tmp_path: Path) -> None:
        self.objects(tmp_path, body="new", meta='"old"', meta_draft='"new"')
        finish_interrupted_writes(str(tmp_path))
        assert self.left(tmp_path) == {"a.csv": "new", "a.csv.meta.json": '"new"'}

    def test_half_of_a_draft_is_dropped(self, tmp_path: Path) -> None:
        self.objects(tmp_path, body="old", meta='"old"', meta_draft='{"half')
        finish_interrupted_writes(str(tmp_path))
        assert self.left(tmp_path) == {"a.csv": "old", "a.csv.meta.json": '"old"'}

    def test_whatever_the_kill_left_the_bytes_and_the_metadata_belong_together(self, tmp_path: Path) -> None:
        # Each state that a kill can leave of replacing version 1 by version 2, in the order of the steps.
        states = [
            {"body": "1", "meta": "1"},
            {"body": "1", "meta": "1", "body_draft": "2"},
            {"body": "1", "meta": "1", "body_draft": "2", "meta_draft": ""},
            {"body": "1", "meta": "1", "body_draft": "2", "meta_draft": "2"},
            {"body": "2", "meta": "1", "meta_draft": "2"},
            {"body": "2", "meta": "2"},
        ]
        for number, files in enumerate(states):
            folder = tmp_path / str(number)
            folder.mkdir()
            self.objects(folder, **files)
            finish_interrupted_writes(str(folder))
            found = self.left(folder)
            assert json.loads(found["a.csv"]) == json.loads(found["a.csv.meta.json"]), number
            assert len(found) == 2


class TestEntryTexts:
    def glance(self, entry: dict) -> object:
        return entry["version"] if entry["done"] else None

    def test_the_text_is_the_whole_mapping(self) -> None:
        mapping = {"a\x00b": {"done": True, "version": 1}, "é": {"done": False, "version": 2}}
        assert json.loads(EntryTexts(self.glance, json.dumps).of(mapping)) == mapping
        assert EntryTexts(self.glance, json.dumps).of({}) == "{}"

    def test_only_what_is_not_done_or_has_changed_is_made_anew(self) -> None:
        made: list[str] = []

        def serialize(entry: dict) -> str:
            made.append(entry["name"])
            return json.dumps(entry)

        texts = EntryTexts(self.glance, serialize)
        mapping = {name: {"name": name, "done": name != "running", "version": 1} for name in ("old", "changed", "running")}
        texts.of(mapping)
        made.clear()
        mapping["changed"]["version"] = 2
        mapping["running"]["more"] = True
        assert json.loads(texts.of(mapping)) == mapping
        assert made == ["changed", "running"]

    def test_what_is_gone_is_forgotten(self) -> None:
        texts = EntryTexts(self.glance, json.dumps)
        texts.of({"a": {"done": True, "version": 1, "of": "the first"}})
        texts.of({})
        again = {"a": {"done": True, "version": 1, "of": "the second"}}
        assert json.loads(texts.of(again)) == again

    def test_a_member_joins_an_object_with_and_without_others(self) -> None:
        assert json.loads(with_member("{}", "a", "[1]")) == {"a": [1]}
        assert json.loads(with_member('{"b": 2}', "a", "[1]")) == {"b": 2, "a": [1]}
