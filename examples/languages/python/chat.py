"""A chat client from the stubs alone: says each line of its input in the lobby, shows what it hears, survives restarts."""

import os
import random
import sys
import threading
import time
import uuid

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from madang.agent.v1 import agent_pb2, agent_pb2_grpc
from madang.channel.v1 import channel_pb2, channel_pb2_grpc

LATER = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED}
# Pings find out that the server is gone where nothing else does; it is looked for again every second.
OPTIONS = [("grpc.keepalive_time_ms", 30_000), ("grpc.max_reconnect_backoff_ms", 1_000)]


class Chat:
    def __init__(self, address: str = "127.0.0.1:50051", name: str = "ann") -> None:
        wire = grpc.insecure_channel(address, options=OPTIONS)
        self.agent = agent_pb2_grpc.AgentServiceStub(wire)
        self.channel = channel_pb2_grpc.ChannelServiceStub(wire)
        # With a token of our own we are the same person after every sign-in.
        self.guest = agent_pb2.SignInGuestRequest(name=name, guest_token=uuid.uuid4().hex)
        self.metadata, self.epoch, self.cursors = [], 0, {}

    def until_done(self, act):
        """Repeats the act until it is done; what it does must be the same if it is done twice."""
        while True:
            try:
                return act()
            except grpc.RpcError as error:
                if error.code() == grpc.StatusCode.UNAUTHENTICATED:
                    self.sign_in()
                elif error.code() not in LATER:
                    raise
            time.sleep(random.random())

    def sign_in(self) -> None:
        answer = self.until_done(lambda: self.agent.SignInGuest(self.guest, timeout=10))
        self.metadata = [("authorization", f"Bearer {answer.session.access_token}")]

    def say(self, text: str) -> None:
        # The id is made once and stays the same over all retries: that is why the message is stored once.
        message = channel_pb2.SendMessageRequest(channel_id="lobby", client_message_id=str(uuid.uuid4()), text=text)
        self.until_done(lambda: self.channel.SendMessage(message, metadata=self.metadata, timeout=10))

    def hear(self) -> None:
        """Hears one stream after the other, each from where the last one ended."""
        while True:
            cursors = [channel_pb2.Cursor(channel_id=channel_id, seq=seq) for channel_id, seq in self.cursors.items()]
            place = channel_pb2.SubscribeRequest(epoch=self.epoch, cursors=cursors)
            for frame in self.channel.Subscribe(place, metadata=self.metadata):
                self.take(frame)

    def take(self, frame: channel_pb2.SubscribeResponse) -> None:
        self.epoch = frame.epoch or self.epoch
        if frame.reset:
            self.cursors.clear()
        for head in frame.heads:
            self.cursors[head.channel_id] = head.cursor
        for part in frame.ranges:
            for event in part.events:
                if event.seq > self.cursors.get(part.channel_id, 0) and event.HasField("message_posted"):
                    print(part.channel_id, event.seq, f"{event.actor_name}: {event.message_posted.text}", flush=True)
            self.cursors[part.channel_id] = part.through
        if frame.caught_up:
            print("type a line to say it in the lobby", flush=True)
        for gap in frame.gaps:
            print(f"{gap.channel_id}: too much was missed; ListMessages has it, up to {gap.through}", flush=True)
            self.cursors[gap.channel_id] = gap.through


def in_words(error: grpc.RpcError) -> str:
    """The reason that does not change between releases, then the sentence for people."""
    info = error_details_pb2.ErrorInfo()
    status = rpc_status.from_call(error)
    is_told = status and any(detail.Unpack(info) for detail in status.details)
    return f"{info.reason if is_told else error.code().name}: {error.details()}"


def say_lines(chat: Chat) -> None:
    for line in sys.stdin:
        try:
            chat.say(line.rstrip("\n"))
        except grpc.RpcError as error:
            print(f"not sent, {in_words(error)}", file=sys.stderr)
    os._exit(0)


chat = Chat(*sys.argv[1:])
chat.sign_in()
threading.Thread(target=say_lines, args=[chat], daemon=True).start()
chat.until_done(chat.hear)
