"""A user of the four-service chat, as its console was one: logs in, lets its heart beat, listens in the lobby."""

import grpc
from older import SECONDS, Heard, stubs

chat, rpc = stubs("chatting", "chatting")
Commands = chat.CommandRequest.Status
Statuses = chat.StatusReply.Status
# What the contract's bytes were taken from: the address and the number of the first channel of a fresh server.
HOME, HOME_PORT = "localhost:50054", 50054


def show_chat(line):
    return f"{line.index}: {line.text}"


def show_status(reply):
    return f"{Statuses.Name(reply.status)} {reply.index}"


def status_bytes(status, index):
    """What a channel at home tells of somebody, in hex."""
    return chat.StatusReply(status=status, index=index, channel=HOME_PORT).SerializeToString().hex()


def joined(index):
    return status_bytes(Statuses.JOIN_USER, index)


def left(index):
    return status_bytes(Statuses.LEAVE_USER, index)


def chat_bytes(index, text):
    return chat.Chat(index=index, text=text).SerializeToString()


def varint(number):
    return bytes([number & 127 | 128, number >> 7 & 127 | 128, number >> 14])


def at_home(data, port):
    """The bytes in hex, as they were if the channel of this number were the first of a server at home."""
    told = data.replace(f"localhost:{port}".encode(), HOME.encode())
    return told.replace(varint(port), varint(HOME_PORT)).hex()


class User:
    """One login; streams are opened one by one, so that each can be looked at."""

    def __init__(self, address, beats=True):
        agent = rpc.AgentStub(grpc.insecure_channel(address))
        self.login = agent.TryLogin(chat.LoginRequest(ip="::1"), timeout=SECONDS)
        self.index = self.login.index
        self.wire = grpc.insecure_channel(self.login.lobby_ip)
        self.lobby = rpc.LobbyStub(self.wire)
        self.heartbeat = rpc.HeartbeatStub(grpc.insecure_channel(self.login.heartbeat_ip))
        self.beats = self.beat() if beats else None

    def beat(self):
        beats = self.heartbeat.TryHeartbeat(chat.HeartbeatRequest(index=self.index))
        return Heard(beats, lambda reply: reply.time)

    def enter(self):
        """Listens in the lobby, and is sure to be known there."""
        self.statuses = Heard(self.lobby.TryStatusRequest(self.me()), show_status)
        self.chats = Heard(self.lobby.TryChatReceive(chat.Chat(index=self.index)), show_chat)
        for _ in range(100):
            if self.command(Commands.LIST_CHANNELS).status != chat.CommandReply.FAILURE:
                return self
        raise SystemExit(f"user {self.index} never was in the lobby")

    def me(self):
        return chat.UserRequest(index=self.index)

    def say(self, text):
        self.lobby.TryChatSend(chat.Chat(index=self.index, text=text), timeout=SECONDS)

    def command(self, command, channel=None):
        request = chat.CommandRequest(status=command, index=self.index, channel=channel)
        return self.lobby.TryCommand(request, timeout=SECONDS)

    def command_bytes(self, command, channel=None):
        """The answer as it is on the wire."""
        request = chat.CommandRequest(status=command, index=self.index, channel=channel)
        return self.wire.unary_unary("/Lobby/TryCommand")(request.SerializeToString(), timeout=SECONDS)


class Seat:
    """A place in a channel, whose number is the port at which it is asked; its statuses are bytes, as at home."""

    def __init__(self, user, address):
        self.me = chat.UserRequest(index=user.index)
        self.port = int(address.rsplit(":", 1)[1])
        self.wire = grpc.insecure_channel(address)
        self.channel = rpc.ChannelStub(self.wire)
        self.chats = self.hear_chats()
        self.statuses = self.hear_statuses()

    def hear_chats(self):
        return Heard(self.channel.TryChatReceive(chat.Chat(index=self.me.index)), show_chat)

    def hear_statuses(self):
        stream = self.wire.unary_stream("/Channel/TryStatusRequest")(self.me.SerializeToString())
        return Heard(stream, lambda data: at_home(data, self.port))

    def say(self, text):
        self.channel.TryChatSend(chat.Chat(index=self.me.index, text=text), timeout=SECONDS)
