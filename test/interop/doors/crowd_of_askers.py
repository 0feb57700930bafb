"""A thousand streams ask for people and stay open, while somebody asks for one."""

import asyncio

from crowd import SECONDS, connect, told_to_go_on
from older import stubs, tell

guide, guide_grpc = stubs("route_guide", "route_guide")
ASKERS = 1_000


async def ask(stream, name):
    await stream.write(guide.Name(name=name))
    return (await asyncio.wait_for(stream.read(), SECONDS)).name


async def main():
    async with connect() as wire:
        stub = guide_grpc.RouteGuideStub(wire)
        streams = [stub.GetPeople() for _ in range(ASKERS)]
        answers = await asyncio.gather(*[ask(stream, "Alice") for stream in streams])
        tell("open streams that were answered Alice", answers.count("Alice"))
        await told_to_go_on()
        person = await stub.GetPerson(guide.Name(name="Bob"), timeout=SECONDS)
        tell("beside them one asks for", person.name)
        answers = await asyncio.gather(*[ask(stream, "Bob") for stream in streams])
        tell("streams that are answered again", answers.count("Bob"))
        await asyncio.gather(*[stream.done_writing() for stream in streams])
        codes = await asyncio.gather(*[stream.code() for stream in streams])
        tell("they end with", sorted({code.name for code in codes}))


asyncio.run(main())
