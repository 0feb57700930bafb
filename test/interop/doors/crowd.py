"""What crowds share: many streams on one connection, read by one loop, and a talk with the test that started them."""

import asyncio
import sys

import grpc

SECONDS = 30
# Everybody comes over one connection, as the users of one process always did.
OPTIONS = [("grpc.initial_reconnect_backoff_ms", 50), ("grpc.max_reconnect_backoff_ms", 200)]


def connect():
    return grpc.aio.insecure_channel(sys.argv[1], options=OPTIONS)


async def told_to_go_on():
    """Says that the crowd is there, and waits for a line on standard input."""
    print("type a line", flush=True)
    await asyncio.to_thread(sys.stdin.readline)


async def eventually(is_true):
    """Whether it comes true in time."""
    for _ in range(SECONDS * 50):
        if is_true():
            return True
        await asyncio.sleep(0.02)
    return False


class Reader:
    """One stream of many: keeps what comes, and how it ended."""

    def __init__(self, stream, show):
        self.stream = stream
        self.things = []
        self.code = None
        self.task = asyncio.create_task(self.read(show))

    async def read(self, show):
        try:
            async for thing in self.stream:
                self.things.append(show(thing))
            self.code = "OK"
        except grpc.aio.AioRpcError as error:
            self.code = error.code().name

    def cancel(self):
        self.stream.cancel()
