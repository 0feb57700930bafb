"""Tells what time does to users of the four-service chat: hearts beat, the dead are removed, the idle are told."""

import subprocess
import sys
import time
from pathlib import Path

from chatting import Commands, Seat, User, joined, left
from older import tell

CONSOLE = Path(__file__).resolve().parent / "chatting_console.py"
# The older server took 32 seconds to miss somebody, and 65 to say to the idle that they are late.
LONGEST_MISSED, LONGEST_IDLE = 45, 80
address = sys.argv[1]


def start_console(line):
    """A console in a process of its own, that has typed the line."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    console = subprocess.Popen([sys.executable, str(CONSOLE), address], **pipes)
    while "type a line" not in (shown := console.stdout.readline()):
        index = int(shown.split()[-1])
    console.stdin.write(f"{line}\n")
    console.stdin.flush()
    return console, index


def see_beats(user):
    arrived = []
    for count in (1, 2):
        user.beats.first(count)
        arrived.append(time.monotonic())
    first, second = user.beats.first(2)
    tell("seconds between beats", round(arrived[1] - arrived[0]))
    tell("the second beat tells the time of its coming", second - first in (5, 6))


def see_kill(ann, seat, port):
    console, index = start_console(f"/join {port}")
    tell("a console in another process joins", seat.statuses.has(joined(index)))
    console.kill()
    tell("when it is killed, the channel hears that it left", seat.statuses.has(left(index), LONGEST_MISSED))
    users = ann.command(Commands.LIST_USERS).users
    tell("a killed console is no user of the lobby any more", index not in users)
    console.wait()


def see_idle(idle, chatter, seat, started):
    late = time.monotonic()
    while time.monotonic() - started < LONGEST_IDLE and not idle.statuses.things:
        seat.say("still talking")
        idle.statuses.has("anything", seconds=3)
        late = time.monotonic()
    tell("who only listens is told once", idle.statuses.things == [f"QUIT {idle.index}"])
    tell("after a minute at least", late - started >= 60)
    tell("who talks in a channel is not", chatter.statuses.things)
    tell("who was told stays in the lobby", idle.command_bytes(Commands.LIST_CHANNELS) != b"\x08\x01")
    tell("its heart goes on", idle.beats.code)


started = time.monotonic()
idle, talker = User(address).enter(), User(address).enter()
made = talker.command(Commands.MAKE_CHANNEL)
seat = Seat(talker, made.address)
see_beats(idle)
see_kill(talker, seat, made.channels[0])
see_idle(idle, talker, seat, started)
