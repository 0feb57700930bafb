"""A client from the .proto files alone: says each line of its standard input in the lobby and shows what is said there.

It survives restarts of the server: what it says is stored once, what it shows is whole and in order.
"""

import argparse
import asyncio
import importlib
import itertools
import random
import sys
import tempfile
import uuid
from pathlib import Path

import grpc
from grpc_tools import protoc

PROTO = Path(__file__).resolve().parents[2] / "proto"
LATER = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED}
OPTIONS = [("grpc.initial_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 1_000)]


def generate(*names):
    """Imports the classes of messages and stubs that grpcio-tools makes of the files."""
    with tempfile.TemporaryDirectory() as out:
        files = [f"{name}.proto" for name in names]
        if protoc.main(["protoc", f"-I{PROTO}", f"--python_out={out}", f"--grpc_python_out={out}", *files]) != 0:
            raise SystemExit(f"{PROTO} could not be read")
        sys.path.insert(0, out)
        return [importlib.import_module(name.replace("/", ".") + end) for name in names for end in ("_pb2", "_pb2_grpc")]


agent, agent_grpc, channel, channel_grpc, _, _ = generate(
    "madang/agent/v1/agent", "madang/channel/v1/channel", "madang/channel/v1/event"
)


class Chat:
    def __init__(self, wire, name):
        self.agent = agent_grpc.AgentServiceStub(wire)
        self.channel = channel_grpc.ChannelServiceStub(wire)
        # With a token of our own we are the same person after every sign-in.
        self.guest = agent.SignInGuestRequest(name=name, guest_token=uuid.uuid4().hex)
        self.metadata = None
        self.epoch = 0
        self.cursors = {}
        self.caught_up = asyncio.Event()

    async def until_done(self, call):
        """Repeats the call until it is answered; what it does must be the same if it is done twice."""
        for attempt in itertools.count():
            try:
                return await call()
            except asyncio.TimeoutError:
                pass
            except grpc.aio.AioRpcError as error:
                if error.code() == grpc.StatusCode.UNAUTHENTICATED:
                    await self.sign_in()
                elif error.code() not in LATER:
                    raise
            await asyncio.sleep(random.uniform(0, min(2, 0.1 * 2**attempt)))

    async def sign_in(self):
        answer = await self.until_done(lambda: self.agent.SignInGuest(self.guest, timeout=10))
        self.metadata = [("authorization", f"Bearer {answer.session.access_token}")]
        return answer.session.profile

    async def say(self, channel_id, text):
        # The id is made once and stays the same over all retries: that is why the message is stored once.
        request = channel.SendMessageRequest(
            channel_id=channel_id,
            client_message_id=str(uuid.uuid4()),
            seen_seq=self.cursors.get(channel_id, 0),
            text=text,
        )
        return await self.until_done(lambda: self.channel.SendMessage(request, metadata=self.metadata, timeout=10))

    async def listen(self):
        while True:
            await self.until_done(self.hear)

    async def hear(self):
        """Hears one stream to its end, from where the last one ended."""
        cursors = [channel.Cursor(channel_id=channel_id, seq=seq) for channel_id, seq in self.cursors.items()]
        request = channel.SubscribeRequest(epoch=self.epoch, cursors=cursors)
        stream = self.channel.Subscribe(request, metadata=self.metadata)
        # The server says something every 15 seconds: after 40 it is gone.
        while (frame := await asyncio.wait_for(stream.read(), 40)) is not grpc.aio.EOF:
            await self.take(frame)

    async def take(self, frame):
        self.epoch = frame.epoch or self.epoch
        if frame.reset:
            self.cursors.clear()
        for head in frame.heads:
            self.cursors.setdefault(head.channel_id, head.seq)
        for part in frame.ranges:
            await self.fill(part.channel_id, part.after)
            for event in part.events:
                if event.HasField("message_posted"):
                    self.show(part.channel_id, event.seq, event.actor_name, event.message_posted.text)
            self.cursors[part.channel_id] = max(part.through, self.cursors[part.channel_id])
        if frame.caught_up:
            self.caught_up.set()
        for gap in frame.gaps:
            await self.fill(gap.channel_id, gap.through)

    async def fill(self, channel_id, through):
        """Asks for what lies between our place and the next event, if the stream left it out."""
        while (after := self.cursors.setdefault(channel_id, 0)) < through:
            request = channel.ListMessagesRequest(channel_id=channel_id, after_seq=after, page_size=200)
            page = await self.until_done(
                lambda: self.channel.ListMessages(request, metadata=self.metadata, timeout=10)
            )
            for message in page.messages:
                self.show(channel_id, message.seq, message.author_name, message.text)
            self.cursors[channel_id] = page.through

    def show(self, channel_id, seq, name, text):
        if seq > self.cursors[channel_id]:
            print(channel_id, seq, f"{name}: {text}", flush=True)

    async def say_lines(self):
        await self.caught_up.wait()
        print("type a line to say it in the lobby", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            try:
                await self.say("lobby", line.strip())
            except grpc.aio.AioRpcError as error:
                print(f"not sent: {error.details()}", file=sys.stderr, flush=True)


async def main():
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--address", default="127.0.0.1:50051")
    flags.add_argument("--name", default="python")
    given = flags.parse_args()
    async with grpc.aio.insecure_channel(given.address, options=OPTIONS) as wire:
        chat = Chat(wire, given.name)
        print(f"signed in as {(await chat.sign_in()).name}", flush=True)
        tasks = [asyncio.create_task(act()) for act in (chat.listen, chat.say_lines)]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
