"""A thousand users of the four-service chat, each with a heart and two streams of the lobby, over one connection."""

import asyncio
import time

from chatting import Commands, chat, rpc, show_chat
from crowd import SECONDS, Reader, connect, eventually, told_to_go_on
from older import tell

USERS = 1_000
AT_ONCE = 50


class CrowdUser:
    async def enter(self, agent, heartbeat, lobby):
        self.index = (await agent.TryLogin(chat.LoginRequest(ip="crowd"), timeout=SECONDS)).index
        me = chat.UserRequest(index=self.index)
        self.beats = Reader(heartbeat.TryHeartbeat(chat.HeartbeatRequest(index=self.index)), lambda reply: reply.time)
        self.chats = Reader(lobby.TryChatReceive(chat.Chat(index=self.index)), show_chat)
        self.statuses = Reader(lobby.TryStatusRequest(me), str)
        request = chat.CommandRequest(status=Commands.LIST_CHANNELS, index=self.index)
        while (await lobby.TryCommand(request, timeout=SECONDS)).status == chat.CommandReply.FAILURE:
            await asyncio.sleep(0.01)

    @property
    def streams(self):
        return (self.beats, self.chats, self.statuses)


async def enter_all(wire, lobby):
    users = [CrowdUser() for _ in range(USERS)]
    agent, heartbeat = rpc.AgentStub(wire), rpc.HeartbeatStub(wire)
    for first in range(0, USERS, AT_ONCE):
        await asyncio.gather(*[user.enter(agent, heartbeat, lobby) for user in users[first : first + AT_ONCE]])
    await eventually(lambda: all(user.beats.things for user in users))
    return users


async def main():
    async with connect() as wire:
        lobby = rpc.LobbyStub(wire)
        users = await enter_all(wire, lobby)
        whole = [user for user in users if not any(stream.code for stream in user.streams)]
        tell("users with their three streams on one connection", len(whole))
        await told_to_go_on()
        speaker, others = users[0], users[1:]
        said = time.monotonic()
        await lobby.TryChatSend(chat.Chat(index=speaker.index, text="hello all"), timeout=SECONDS)
        line = f"{speaker.index}: hello all"
        await eventually(lambda: all(user.chats.things == [line] for user in others))
        tell("what one says comes within a second to all", time.monotonic() - said < 1)
        tell("each hears what one says", sum(user.chats.things == [line] for user in users))
        request = chat.CommandRequest(status=Commands.LIST_USERS, index=speaker.index)
        tell("all users are listed", len((await lobby.TryCommand(request, timeout=SECONDS)).users))
        tell("hearts that still beat", sum(user.beats.code is None for user in users))
        for stream in [stream for user in users for stream in user.streams]:
            stream.cancel()


asyncio.run(main())
