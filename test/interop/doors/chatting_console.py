"""A console of the four-service chat: /all with a line for the lobby; /make, /join N, a line for a channel, /leave."""

import sys
import threading
import time

from chatting import Commands, Seat, User, chat, show_chat
from older import Heard


class Console:
    def __init__(self, address):
        self.user = User(address).enter()
        self.seat = None
        self.print_all(self.user.chats)
        print(f"my index is {self.user.index}", flush=True)

    def print_all(self, heard):
        """Prints what there is and what comes."""

        def follow():
            shown = 0
            while not heard.code:
                for thing in heard.first(shown + 1)[shown:]:
                    print(thing, flush=True)
                    shown += 1

        threading.Thread(target=follow, daemon=True).start()

    def obey(self, line):
        word, _, rest = line.partition(" ")
        if word == "/all":
            self.user.say(rest)
        elif word == "/make":
            self.sit(self.user.command(Commands.MAKE_CHANNEL))
        elif word == "/join":
            self.sit(self.user.command(Commands.JOIN_CHANNEL, int(rest)))
        elif word == "/leave":
            self.user.command(Commands.LEAVE_CHANNEL)
            self.seat = None
        elif self.seat:
            self.seat.say(line)

    def sit(self, reply):
        self.seat = Seat(self.user, reply.address)
        self.print_all(self.seat.chats)
        self.print_all(self.seat.statuses)


if __name__ == "__main__":
    console = Console(sys.argv[1])
    print("type a line", flush=True)
    for typed in sys.stdin:
        console.obey(typed.strip())
