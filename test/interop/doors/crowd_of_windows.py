"""Two hundred windows listen to one room while ten people send at once."""

import asyncio

from crowd import SECONDS, Reader, connect, eventually, told_to_go_on
from older import stubs, tell

chat, chat_grpc = stubs("chat_server", "chat_server")
WINDOWS, SENDERS, NOTES_EACH = 200, 10, 20


async def send(stub, sender):
    for i in range(NOTES_EACH):
        await stub.SendNote(chat.Note(name=f"sender {sender}", message=f"{i}"), timeout=SECONDS)


async def main():
    async with connect() as wire:
        stub = chat_grpc.ChatServerStub(wire)
        await stub.SendNote(chat.Note(name="first", message="of all"), timeout=SECONDS)
        show = lambda note: (note.name, note.message)
        windows = [Reader(stub.ChatStream(chat.Empty()), show) for _ in range(WINDOWS)]
        there = lambda count: eventually(lambda: all(len(window.things) == count for window in windows))
        tell("windows that hear the first note", await there(1) and len(windows))
        await told_to_go_on()
        await asyncio.gather(*[send(stub, sender) for sender in range(SENDERS)])
        await there(1 + SENDERS * NOTES_EACH)
        tell("notes that each window hears", sorted({len(set(window.things)) for window in windows}))
        tell("orders in which they hear them", len({tuple(window.things) for window in windows}))
        sent = [f"{i}" for i in range(NOTES_EACH)]
        heard = lambda sender: [text for name, text in windows[0].things if name == f"sender {sender}"]
        tell("each sender's notes stand in the order of sending", all(heard(each) == sent for each in range(SENDERS)))
        for window in windows:
            window.cancel()


asyncio.run(main())
