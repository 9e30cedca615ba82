"""Runs commands in forked children that are killed, or whose disk fills up, at a chosen event; started by `endurance_forks`.

All imports and models are loaded once, before the first fork. An event is what changes something that lasts: a statement
that writes, a commit, a file opened for writing, renamed, linked or removed below the workspace. Events are counted by
stage, so a point such as ("read", 7) means the same in every run. One JSON object a line, in and out.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import mmap
import os
import resource
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

STAGES = ("open", "sources", "parse", "read", "compare", "tell", "embed", "deliver")
_GROUP = {"open": 0, "sources": 1, "parse": 1, "read": 2, "compare": 3, "tell": 4, "embed": 5, "deliver": 6}
_WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER")
_FILE_EVENTS = frozenset({"os.rename", "os.remove", "os.mkdir", "os.symlink", "os.rmdir", "os.truncate"})
_INTS = struct.Struct("q")


class Watch:
    """Counts the events of one child and does what is planned at one of them."""

    def __init__(self, plan: dict[str, Any], shared: mmap.mmap, tell: int, heard: int) -> None:
        self.root = str(plan["root"])
        self.act: str | None = plan.get("act")
        self.stage_wanted, self.nth = str(plan.get("stage", "")), int(plan.get("nth", 0))
        self.max_bytes = int(plan.get("max_bytes", 0))
        self.stage = "open"
        self.is_full = False
        self.is_done = self.act is None
        self._shared, self._tell, self._heard = shared, tell, heard
        self._turn = threading.RLock()

    def event(self) -> None:
        """Something that lasts is about to happen."""
        with self._turn:
            at = STAGES.index(self.stage) * _INTS.size
            (count,) = _INTS.unpack_from(self._shared, at)
            _INTS.pack_into(self._shared, at, count + 1)
            if self.is_done or not self._is_reached(count + 1):
                return
            self.is_done = True
            _INTS.pack_into(self._shared, len(STAGES) * _INTS.size, STAGES.index(self.stage) + 1)
        self._do()

    def enter(self, stage: str) -> None:
        """A stage begins, or goes on."""
        with self._turn:
            self.stage = stage
            is_now = self.act == "pause" and not self.is_done and stage == self.stage_wanted
            self.is_done = self.is_done or is_now
        if is_now:
            os.write(self._tell, b"p")
            os.read(self._heard, 1)

    def _is_reached(self, count: int) -> bool:
        if self.act == "pause":
            return False
        if self.stage == self.stage_wanted:
            return count >= self.nth
        return _GROUP[self.stage] > _GROUP[self.stage_wanted]

    def _do(self) -> None:
        if self.act == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.act == "kill soon":  # by the parent, a moment later, while this goes on
            os.write(self._tell, b"k")
        elif self.act == "full":
            self.is_full = True
        elif self.act == "quota":
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.max_bytes, resource.RLIM_INFINITY))

    def audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Python's own hook: called before each operation on files."""
        if name == "open":
            path, _, flags = arguments
            is_ours = isinstance(path, str) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        else:
            path, is_ours = arguments[0] if name in _FILE_EVENTS else "", name in _FILE_EVENTS
        if is_ours and str(path).startswith(self.root):
            self.event()
            if self.is_full and name in ("open", "os.mkdir"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    def statement(self, _connection: Any, cursor: Any, statement: str, *_rest: object) -> None:
        """SQLAlchemy's hook: called before each statement."""
        if statement.lstrip().upper().startswith(_WRITES):
            self.event()
            if self.is_full:
                cursor.connection.execute("PRAGMA max_page_count = 1")  # SQLite takes it as: no page more than there are

    def commit(self, _connection: Any) -> None:
        """SQLAlchemy's hook: called before each commit."""
        self.event()


def load() -> None:
    """Import and load all that a refresh needs, once for all children."""
    for name in ("reports", "syntopic.cli.main", "syntopic.refreshing", "syntopic.delivery", "syntopic.searching"):
        import_module(name)
    import extract
    import index
    from extract import judging
    from index import encoder
    from ingest.sources import registry
    from syntopic import stages

    registry.kind_of("http://127.0.0.1/")
    _once(index, "load_encoder")
    encoder.load_encoder = index.load_encoder
    _once(extract, "load_english")
    if judging.has_shipped_model():
        _once(judging, "load_pair_model")
    loaded = index.load_encoder()
    extract.load_english("syntopic")
    stages.load_judge("syntopic")
    loaded.encode(["a sentence, so that nothing is left to be loaded"])


def _once(module: Any, name: str) -> None:
    """Have a loader of models give the same model to whoever asks for it again."""
    load, held = getattr(module, name), {}

    def loaded(given: str = "") -> Any:
        if given not in held:
            held[given] = load(given) if given else load()
        return held[given]

    setattr(module, name, loaded)


def watch_stages(watch: Watch) -> None:
    """Tell the watch which stage the run is in."""
    from syntopic import delivery, pipeline
    from syntopic.progress import Progress

    shown, told, delivered = Progress.stage, pipeline.tell_changes, delivery.deliver
    after = {"parse": "sources", "compare": "tell", "sources": "read", "read": "compare", "embed": "deliver"}

    @contextlib.contextmanager
    def stage(self: Progress, name: str, *, total: int | None = None) -> Iterator[None]:
        watch.enter(name)
        with shown(self, name, total=total):
            yield
        watch.enter(after.get(name, name))

    def tell(run: Any) -> Any:
        watch.enter("tell")
        return told(run)

    def deliver(*given: Any, **named: Any) -> Any:
        watch.enter("deliver")
        return delivered(*given, **named)

    Progress.stage, pipeline.tell_changes, delivery.deliver = stage, tell, deliver  # type: ignore[method-assign]


def child(plan: dict[str, Any], shared: mmap.mmap, tell: int, heard: int) -> tuple[int, str, str]:
    """One command in a forked process."""
    from sqlalchemy import Engine, event

    from corpus.store import engine

    watch = Watch(plan, shared, tell, heard)
    engine._BUSY_TIMEOUT_MS = int(plan.get("busy_timeout_ms", 30_000))
    event.listen(Engine, "before_cursor_execute", watch.statement)
    event.listen(Engine, "commit", watch.commit)
    watch_stages(watch)
    sys.addaudithook(watch.audit)
    return run(list(plan["command"]))


def run(command: list[str]) -> tuple[int, str, str]:
    """Run a command as the console script does; a bug's traceback is its error output and 70 its status."""
    import traceback

    from syntopic.cli.main import run as run_command

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = run_command(command)
        except BaseException:
            traceback.print_exc()
            status = 70
    return status, out.getvalue(), err.getvalue()


def serve(plan: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> None:
    """Fork, let the child run, and say how it ended."""
    shared = mmap.mmap(-1, (len(STAGES) + 1) * _INTS.size)
    (told, tell), (heard, answer), (result, give) = os.pipe(), os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        for end in (told, answer, result):
            os.close(end)
        ended = child(plan, shared, tell, heard)
        with os.fdopen(give, "w", encoding="utf-8") as file:
            json.dump(ended, file)
        os._exit(0)
    for end in (tell, heard, give):
        os.close(end)
    signalled = os.read(told, 1)
    if signalled == b"k":
        time.sleep(int(plan.get("delay_us", 0)) / 1e6)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    elif signalled == b"p":
        say({"paused": True})
        sys.stdin.readline()
        os.write(answer, b"a")
    with os.fdopen(result, encoding="utf-8") as file:
        text = file.read()
    _, wait_status = os.waitpid(pid, 0)
    os.close(told)
    os.close(answer)
    numbers = [n for (n,) in _INTS.iter_unpack(shared[:])]
    say(
        {
            "signal": os.WTERMSIG(wait_status) if os.WIFSIGNALED(wait_status) else 0,
            "ended": json.loads(text) if text else None,
            "events": dict(zip(STAGES, numbers, strict=False)),
            "reached": STAGES[numbers[-1] - 1] if numbers[-1] else "",
        }
    )


def main() -> None:
    """Serve until standard input ends."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints to standard output must not disturb the answers

    def say(answer: dict[str, Any]) -> None:
        lines.write(json.dumps(answer) + "\n")
        lines.flush()

    load()
    say({"ready": True})
    for line in iter(sys.stdin.readline, ""):
        serve(json.loads(line), say)


if __name__ == "__main__":
    main()
