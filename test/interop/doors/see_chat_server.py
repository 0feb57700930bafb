"""Tells what a Python client of the chat with a desktop window sees."""

import sys
from concurrent.futures import ThreadPoolExecutor

import grpc
from older import SECONDS, Heard, code_of, raw, stubs, tell, wrong_calls

chat, chat_grpc = stubs("chat_server", "chat_server")
wire = grpc.insecure_channel(sys.argv[1])
stub = chat_grpc.ChatServerStub(wire)
STREAM = "/grpc.ChatServer/ChatStream"
SEND = "/grpc.ChatServer/SendNote"
ODD = [
    ("", "no name"),
    ("ann", ""),
    ("", ""),
    ("  a  ", " b\r\n\t"),
    ("가람", "유니코드 🎉"),
    ("n" * 300, "x" * 5_000),
]


def say(name, message):
    stub.SendNote(chat.Note(name=name, message=message), timeout=SECONDS)


def listen():
    return Heard(stub.ChatStream(chat.Empty()), lambda note: f"[{note.name}] {note.message}")


def see_bytes():
    listener = Heard(wire.unary_stream(STREAM)(b""), bytes.hex)
    tell("the answer to a note", raw(wire, SEND, chat.Note(name="win", message="first").SerializeToString()))
    tell("the note on a stream", listener.first(1)[0])
    listener.cancel()


def see_replay_and_echo():
    sender = listen()
    say("win", "second")
    tell("the sender hears", sender.first(2))
    tell("who comes later hears", listen().first(2))
    for name, message in ODD:
        say(name, message)
    expected = [f"[{name}] {message}" for name, message in ODD]
    tell("odd notes come back as they were", [each.first(2 + len(ODD))[2:] == expected for each in (sender, listen())])
    sender.cancel()


def see_many_listeners():
    listeners = [listen() for _ in range(12)]
    before = 2 + len(ODD)
    tell("twelve listeners all hear", {len(each.first(before)) for each in listeners} == {before})
    with ThreadPoolExecutor(4) as senders:
        list(senders.map(lambda i: say(f"sender {i % 4}", f"note {i}"), range(100)))
    heard = [each.first(before + 100) for each in listeners]
    tell("notes that four send at once to twelve", [len({*heard[0][before:]}), len({tuple(each) for each in heard})])
    for each in listeners:
        each.cancel()
    say("win", "after they have gone")
    late = listen()
    tell("after all listeners went, a note and a replay", late.first(before + 101)[-1])
    late.cancel()


see_bytes()
see_replay_and_echo()
see_many_listeners()
wrong_calls(wire, SEND)
tell("invalid UTF-8", code_of(lambda: raw(wire, SEND, b"\x0a\x02\xc3\x28")))
tell("afterwards", code_of(lambda: say("win", "still here")))
