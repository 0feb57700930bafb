"""What the drivers of the older doors share: stubs from the older contracts alone, and a line for each thing seen."""

import importlib
import json
import queue
import sys
import tempfile
import threading
from pathlib import Path

import grpc
import grpc_tools
from grpc_tools import protoc

COMPAT = Path(__file__).resolve().parents[3] / "proto/compat"
WELL_KNOWN = Path(grpc_tools.__file__).parent / "_proto"
SECONDS = 10
FOUR_MIB = 4 * 1024 * 1024


def stubs(door, *names):
    """The modules that grpcio-tools makes of a door's files: messages and stubs of each in turn."""
    folder = COMPAT / door
    with tempfile.TemporaryDirectory() as out:
        files = [f"{name}.proto" for name in names]
        made = [f"--python_out={out}", f"--grpc_python_out={out}"]
        if protoc.main(["protoc", f"-I{folder}", f"-I{WELL_KNOWN}", *made, *files]) != 0:
            raise SystemExit(f"{folder} could not be read")
        sys.path.insert(0, out)
        return [importlib.import_module(name + end) for name in names for end in ("_pb2", "_pb2_grpc")]


def tell(item, saw):
    """Prints what was seen of an item of the checklist."""
    print(json.dumps({"item": item, "saw": saw}), flush=True)


def raw(wire, path, request=b""):
    """The bytes of the one answer in hex: neither they nor the request go through any stub."""
    return wire.unary_unary(path)(request, timeout=SECONDS).hex()


def code_of(act):
    """The name of the code that the act fails with, or OK."""
    try:
        act()
        return "OK"
    except grpc.RpcError as error:
        return error.code().name


class Heard:
    """A stream that is read as it comes, by a thread of its own, so that one can wait for things and for none."""

    def __init__(self, stream, show):
        self.stream = stream
        self.things = []
        self.code = None
        self.news = threading.Condition()
        threading.Thread(target=self.read, args=[show], daemon=True).start()

    def read(self, show):
        try:
            for thing in self.stream:
                self.note(lambda shown=show(thing): self.things.append(shown))
            code = "OK"
        except grpc.RpcError as error:
            code = error.code().name
        self.note(lambda: setattr(self, "code", code))

    def note(self, change):
        with self.news:
            change()
            self.news.notify_all()

    def first(self, count):
        """The first so many things, or what came of them within the deadline."""
        with self.news:
            self.news.wait_for(lambda: len(self.things) >= count or self.code, SECONDS)
            return self.things[:count]

    def has(self, thing, seconds=SECONDS):
        """Whether the thing comes within the time."""
        with self.news:
            return bool(self.news.wait_for(lambda: thing in self.things, seconds))

    def ended(self, seconds=SECONDS):
        """The name of the code that it ended with; None while it is open."""
        with self.news:
            self.news.wait_for(lambda: self.code, seconds)
            return self.code

    def cancel(self):
        self.stream.cancel()


class Said:
    """What a client says on a stream, one thing after the other, until it has no more to say."""

    def __init__(self):
        self.queue = queue.SimpleQueue()

    def __iter__(self):
        return iter(self.queue.get, None)

    def say(self, request):
        self.queue.put(request)

    def end(self):
        self.queue.put(None)


def wrong_calls(wire, path):
    """What every door refuses alike, tried on a method with one message each way."""
    call = wire.unary_unary(path)
    none = wire.stream_unary(path)
    tries = {
        "an unknown method": lambda: raw(wire, f"{path}s"),
        "garbage": lambda: call(bytes(range(255, 0, -1)), timeout=SECONDS),
        "more than 4 MiB": lambda: call(bytes(FOUR_MIB + 1), timeout=SECONDS),
        "no message": lambda: none(iter([]), timeout=SECONDS),
    }
    for item, act in tries.items():
        tell(item, code_of(act))
