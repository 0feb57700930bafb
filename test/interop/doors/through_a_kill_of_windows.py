"""Windows listen and somebody sends while the server is killed and started again: what was acknowledged is there."""

import asyncio
import itertools

import grpc
from crowd import Reader, connect, eventually, told_to_go_on
from older import stubs, tell

chat, chat_grpc = stubs("chat_server", "chat_server")


class Sender:
    """Sends a note every few milliseconds; a note that fails is gone and the next one has another number."""

    def __init__(self, stub):
        self.stub = stub
        self.acknowledged = []
        self.failures = set()
        self.stopped = False

    async def run(self):
        for number in itertools.count():
            if self.stopped:
                return
            try:
                await self.stub.SendNote(chat.Note(name="sender", message=f"{number}"), timeout=5)
                self.acknowledged.append(f"{number}")
            except grpc.aio.AioRpcError as error:
                self.failures.add(error.code().name)
            await asyncio.sleep(0.01)


async def main():
    async with connect() as wire:
        stub = chat_grpc.ChatServerStub(wire)
        listen = lambda: Reader(stub.ChatStream(chat.Empty(), wait_for_ready=True), lambda note: note.message)
        cut = listen()
        sender = Sender(stub)
        running = asyncio.create_task(sender.run())
        await eventually(lambda: len(sender.acknowledged) >= 20)
        await told_to_go_on()
        at_kill = len(sender.acknowledged)
        await eventually(lambda: len(sender.acknowledged) >= at_kill + 20)
        sender.stopped = True
        await running
        tell("a window's stream ended with", cut.code)
        tell("failed sends failed with", sorted(sender.failures))
        again = listen()
        await eventually(lambda: sender.acknowledged[-1] in again.things)
        acknowledged = set(sender.acknowledged)
        kept = [text for text in again.things if text in acknowledged]
        tell("acknowledged notes are replayed once, in order", kept == sender.acknowledged)
        tell("what a window had heard stands first in the replay", again.things[: len(cut.things)] == cut.things)
        again.cancel()


asyncio.run(main())
