"""Tells what a Python client of the four-service chat sees of Agent, Heartbeat and Lobby."""

import sys
import time

import grpc
from chatting import Commands, User, chat, chat_bytes, rpc
from older import SECONDS, Heard, code_of, raw, tell, wrong_calls

address = sys.argv[1]
wire = grpc.insecure_channel(address)
COMMAND = "/Lobby/TryCommand"
SEND = "/Lobby/TryChatSend"
LOGIN = "/Agent/TryLogin"
STRANGER = 99


def request(index):
    return chat.UserRequest(index=index).SerializeToString()


def see_logins():
    reply = wire.unary_unary(LOGIN)(b"", timeout=SECONDS)
    login = chat.LoginReply.FromString(reply)
    for told, home in ((login.heartbeat_ip, "localhost:50051"), (login.lobby_ip, "localhost:50052")):
        reply = reply.replace(told.encode(), home.encode(), 1)
    tell("the first login", reply.hex())
    again = [User(address, beats=False).index for _ in range(2)]
    tell("the next logins from the same address", again)


def see_heartbeat():
    user = User(address)
    now = int(time.time())
    (beat,) = user.beats.first(1)
    tell("the first beat comes at once and tells the time", 0 <= beat - now <= 1 and time.time() - now < 2)
    tell("lives: one whose heart beats", raw(wire, "/Heartbeat/TryUserLives", request(user.index)))
    tell("lives: somebody unknown", raw(wire, "/Heartbeat/TryUserLives", request(STRANGER)))
    tell("a second heart of one person", user.beat().ended())
    user.beats.cancel()
    user.beats.ended()
    tell("a heart after the first one stopped beats", len(user.beat().first(1)))
    nobody = rpc.HeartbeatStub(wire).TryHeartbeat(chat.HeartbeatRequest(index=STRANGER + 1))
    tell("the heart of one who never logged in beats", len(Heard(nobody, str).first(1)))


def see_lobby():
    ann, bob = User(address), User(address)
    tell("LIST_CHANNELS of one who is not in the lobby", ann.command_bytes(Commands.LIST_CHANNELS).hex())
    ann.enter(), bob.enter()
    tell("LIST_CHANNELS without channels", ann.command_bytes(Commands.LIST_CHANNELS).hex())
    tell("LIST_USERS", [ann.index, bob.index, ann.command_bytes(Commands.LIST_USERS).hex()])
    see_lobby_chat(ann, bob)
    see_exit(ann)
    see_removal(bob)
    late = User(address)
    registered = Heard(late.lobby.TryStatusRequest(late.me()), str)
    while late.command(Commands.LIST_CHANNELS).status == chat.CommandReply.FAILURE:
        time.sleep(0.02)
    ann.say("while you were not listening")
    hears = Heard(late.lobby.TryChatReceive(chat.Chat(index=late.index)), lambda line: line.text)
    tell("who listens later than they came hears", hears.first(1))
    registered.cancel()
    tell("an unknown command", code_of(lambda: raw(wire, COMMAND, bytes([8, 9, 16, ann.index]))))


def see_lobby_chat(ann, bob):
    at_bob = Heard(wire.unary_stream("/Lobby/TryChatReceive")(request(50)), bytes.hex)
    known = chat.CommandRequest(status=Commands.LIST_CHANNELS, index=50).SerializeToString()
    while raw(wire, COMMAND, known) != "":
        time.sleep(0.02)
    tell("the answer to a chat", raw(wire, SEND, chat_bytes(1, "hi")))
    tell("the chat on a stream", at_bob.first(1))
    at_bob.cancel()
    empty = [chat.Chat(index=ann.index), chat.Chat(index=ann.index, text="")]
    tell("the answers to chats without text", [raw(wire, SEND, each.SerializeToString()) for each in empty])
    for text in ("one", "  two  spaces ", "세 번째 🎉"):
        ann.say(text)
    bob.say("from bob")
    heard = [each.split(": ", 1)[1] for each in bob.chats.first(4)]
    tell("another hears", heard)
    tell("nobody hears themselves", [ann.chats.first(2)[1:] == [f"{bob.index}: from bob"], len(bob.chats.things)])


def see_exit(user):
    tell("exit of one who is there", [user.index, raw(wire, "/Lobby/TryUserExit", request(user.index))])
    tell("exit of somebody unknown", raw(wire, "/Lobby/TryUserExit", request(STRANGER)))


def see_removal(user):
    tell("removal of somebody unknown", raw(wire, "/Lobby/TryUserRemove", request(STRANGER)))
    tell("removal", raw(wire, "/Lobby/TryUserRemove", request(user.index)))
    tell("LIST_CHANNELS of one who was removed", user.command_bytes(Commands.LIST_CHANNELS).hex())
    user.say("I am back")
    tell("LIST_CHANNELS of one who then chats", user.command_bytes(Commands.LIST_CHANNELS).hex())


see_logins()
see_heartbeat()
see_lobby()
wrong_calls(wire, COMMAND)
tell("invalid UTF-8", code_of(lambda: raw(wire, LOGIN, b"\x0a\x02\xc3\x28")))
tell("afterwards", code_of(lambda: raw(wire, LOGIN)))
