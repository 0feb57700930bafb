"""A window of the older chat without its window: sends what is typed under a name, prints every note of the room."""

import sys
import threading

import grpc
from older import SECONDS, stubs

chat, chat_grpc = stubs("chat_server", "chat_server")
address, name = sys.argv[1:]
stub = chat_grpc.ChatServerStub(grpc.insecure_channel(address))


def print_notes():
    try:
        for note in stub.ChatStream(chat.Empty()):
            print(f"[{note.name}] {note.message}", flush=True)
    except grpc.RpcError as error:
        print(f"the room is closed: {error.code().name}", flush=True)


threading.Thread(target=print_notes, daemon=True).start()
print("type a line", flush=True)
for typed in sys.stdin:
    stub.SendNote(chat.Note(name=name, message=typed.rstrip("\n")), timeout=SECONDS)
