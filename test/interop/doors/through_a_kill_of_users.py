"""Two users talk in a channel while the server is killed and started again: they go on as who they were."""

import sys
import time

import grpc
from chatting import Commands, Seat, User, chat, show_chat
from older import SECONDS, Heard, tell

address = sys.argv[1]


def listen_again(user):
    """A stream of the lobby once the server is back."""
    stream = user.lobby.TryChatReceive(chat.Chat(index=user.index), wait_for_ready=True)
    heard = Heard(stream, show_chat)
    while user.command(Commands.LIST_CHANNELS).status == chat.CommandReply.FAILURE:
        time.sleep(0.02)
    return heard


ann, bob = User(address).enter(), User(address).enter()
made = ann.command(Commands.MAKE_CHANNEL)
seat = Seat(ann, made.address)
seat.statuses.first(1)
print("type a line", flush=True)
sys.stdin.readline()
streams = [ann.beats, ann.chats, ann.statuses, seat.chats, seat.statuses]
tell("a user's streams ended with", sorted({stream.ended() for stream in streams}))
grpc.channel_ready_future(ann.wire).result(SECONDS)
carl = User(address).enter()
tell("the next login has the next index", [ann.index, bob.index, carl.index] == [1, 2, 3])
again = [listen_again(user) for user in (ann, bob)]
carl.say("after")
tell("those who were there listen again as who they were", [each.first(1)[0] for each in again])
joined = ann.command_bytes(Commands.JOIN_CHANNEL, made.channels[0]).hex()
tell("a channel of before is gone, and another is made", [joined, ann.command(Commands.MAKE_CHANNEL).status])
