"""Tells what Python clients of the four-service chat see of channels: making, joining, talking, leaving, closing."""

import sys
import time

import grpc
from chatting import Commands, Seat, User, at_home, chat, joined, left, rpc
from older import SECONDS, code_of, tell

address = sys.argv[1]
ann, bob, carl = [User(address).enter() for _ in range(3)]
# How long one listens for what must not come.
SILENCE = 0.3


def make():
    started = time.monotonic()
    data = ann.command_bytes(Commands.MAKE_CHANNEL)
    made = chat.CommandReply.FromString(data)
    tell("a channel is made within half a second", time.monotonic() - started < 0.5)
    (port,) = made.channels
    tell("MAKE_CHANNEL", at_home(data, port))
    tell("LIST_CHANNELS", at_home(ann.command_bytes(Commands.LIST_CHANNELS), port))
    return port, made.address


def enter(port, place):
    ann_sits = Seat(ann, place)
    tell("one hears that one joined", ann_sits.statuses.first(1))
    tell("LIST_USERS of the channel", at_home(ann.command_bytes(Commands.LIST_USERS, port), port))
    tell("JOIN_CHANNEL", at_home(bob.command_bytes(Commands.JOIN_CHANNEL, port), port))
    tell("JOIN_CHANNEL of an unknown one", bob.command_bytes(Commands.JOIN_CHANNEL, 1).hex())
    tell("JOIN_CHANNEL of none", bob.command_bytes(Commands.JOIN_CHANNEL).hex())
    tell("joining alone is not told", not ann_sits.statuses.has(joined(2), SILENCE))
    bob_sits = Seat(bob, place)
    tell("both hear that the second listens", [each.statuses.has(joined(2)) for each in (ann_sits, bob_sits)])
    users = ann.command(Commands.LIST_USERS)
    tell("LIST_USERS of all", [list(users.users), [channel == port for channel in users.channels]])
    return ann_sits, bob_sits


def talk(ann_sits, bob_sits):
    ann_sits.say("")
    for text in ("one", "two   three"):
        ann_sits.say(text)
    bob_sits.say("four")
    tell("one hears the other", [ann_sits.chats.first(1), bob_sits.chats.first(2)])
    stranger = chat.Chat(index=77, text="no member")
    ann_sits.channel.TryChatSend(stranger, timeout=SECONDS)
    tell("both hear a stranger", [each.chats.has("77: no member") for each in (ann_sits, bob_sits)])
    tell("nobody hears themselves", [len(ann_sits.chats.things), len(bob_sits.chats.things)])
    bob_sits.chats.cancel()
    bob_sits.chats.ended()
    ann_sits.say("while you were deaf")
    bob_sits.chats = bob_sits.hear_chats()
    tell("who listens again hears what came meanwhile", bob_sits.chats.has("1: while you were deaf"))
    tell("the lobby hears nothing of a channel", not carl.chats.has("1: one", SILENCE))


def leave(ann_sits, bob_sits):
    no_member = lambda: bob_sits.channel.TryUserRemove(chat.UserRequest(index=5), timeout=SECONDS)
    tell("removal from a channel of one who is not there", code_of(no_member))
    ann_sits.statuses = ann_sits.hear_statuses()
    tell("who opens statuses again is told of anew", [each.statuses.has(joined(1)) for each in (ann_sits, bob_sits)])
    tell("LEAVE_CHANNEL", bob.command_bytes(Commands.LEAVE_CHANNEL).hex())
    tell("who stays hears", ann_sits.statuses.first(2)[1:])
    tell("the streams of who left end with", sorted({bob_sits.chats.ended(), bob_sits.statuses.ended()}))
    tell("LEAVE_CHANNEL in no channel", bob.command_bytes(Commands.LEAVE_CHANNEL).hex())


def remove(ann_sits, place):
    bob.command(Commands.JOIN_CHANNEL, ann_sits.port)
    bob_sits = Seat(bob, place)
    bob_sits.statuses.first(1)
    bob_sits.channel.TryUserRemove(bob.me(), timeout=SECONDS)
    heard = [each.statuses.has(left(2)) for each in (ann_sits, bob_sits)]
    tell("who is removed from a channel hears it too", heard)
    bob.command(Commands.LEAVE_CHANNEL)


def close(ann_sits, place):
    more = [User(address).enter() for _ in range(4)]
    replies = [user.command(Commands.MAKE_CHANNEL) for user in more[:3]]
    tell("four channels at most", [reply.status == chat.CommandReply.SUCCESS for reply in replies])
    tell("the fifth MAKE_CHANNEL", more[3].command_bytes(Commands.MAKE_CHANNEL).hex())
    tell("LEAVE_CHANNEL of the last", ann.command_bytes(Commands.LEAVE_CHANNEL).hex())
    tell("the streams of a channel that closes end with", sorted({ann_sits.chats.ended(), ann_sits.statuses.ended()}))
    tell("a call to a channel that closed", code_of_new_call(place))
    tell("the place of a closed channel is free", more[3].command(Commands.MAKE_CHANNEL).status)
    more[3].command(Commands.MAKE_CHANNEL)
    tell("who makes another leaves the one before", len(carl.command(Commands.LIST_CHANNELS).channels))
    for user in more:
        user.command(Commands.LEAVE_CHANNEL)
    tell("channels that nobody entered close with their makers", carl.command_bytes(Commands.LIST_CHANNELS).hex())


def code_of_new_call(place):
    """Once the port is closed it may take a moment until nobody is let in any more."""
    ask = rpc.ChannelStub(grpc.insecure_channel(place)).TryChatSend
    return code_of(lambda: ask(chat.Chat(index=1, text="anybody?"), timeout=SECONDS))


def nowhere():
    ask = rpc.ChannelStub(grpc.insecure_channel(address)).TryChatSend
    tell("a channel's call where no channel is", code_of(lambda: ask(chat.Chat(index=1, text="x"), timeout=SECONDS)))


port, place = make()
seats = enter(port, place)
talk(*seats)
leave(*seats)
remove(seats[0], place)
close(seats[0], place)
nowhere()
