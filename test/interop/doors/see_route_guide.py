"""Tells what a Python client of the directory of people sees."""

import sys

import grpc
from older import SECONDS, Heard, Said, code_of, raw, stubs, tell, wrong_calls

guide, guide_grpc = stubs("route_guide", "route_guide")
wire = grpc.insecure_channel(sys.argv[1])
stub = guide_grpc.RouteGuideStub(wire)
PERSON = "/RouteGuide/GetPerson"


def name(text):
    return guide.Name(name=text)


def open_people():
    said = Said()
    return said, Heard(stub.GetPeople(iter(said)), lambda person: person.name)


def see_one():
    for each in ("Alice", "Bob", "alice", ""):
        tell(f'the bytes of "{each}"', raw(wire, PERSON, name(each).SerializeToString()))
    alice = stub.GetPerson(name("Alice"), timeout=SECONDS)
    gender = guide.Person.Gender.Name(alice.gender)
    tell("Alice", [alice.age, gender, *alice.hobbies, alice.address.street, alice.address.city])


def see_many():
    asked = [name(each) for each in ("Bob", "nobody", "Alice", "", "Bob")]
    tell("many asked for", [person.name for person in stub.GetPeople(iter(asked), timeout=SECONDS)])
    tell("nobody asked for", [person.name for person in stub.GetPeople(iter([]), timeout=SECONDS)])
    said, heard = open_people()
    answers = []
    for count, each in enumerate(("Alice", "Bob"), 1):
        said.say(name(each))
        answers.append(heard.first(count)[-1:])
    tell("each answered before the next one is asked for", answers)
    said.end()
    tell("a stream of people ends with", heard.ended())


def see_open_streams():
    streams = [open_people() for _ in range(20)]
    for said, _ in streams:
        said.say(name("Alice"))
    tell("twenty open streams each answer", all(heard.first(1) == ["Alice"] for _, heard in streams))
    tell("beside them one asks for", stub.GetPerson(name("Bob"), timeout=SECONDS).name)
    for said, _ in streams:
        said.end()
    tell("twenty streams end with", sorted({heard.ended() for _, heard in streams}))


see_one()
see_many()
see_open_streams()
wrong_calls(wire, PERSON)
tell("invalid UTF-8", code_of(lambda: raw(wire, PERSON, b"\x0a\x02\xc3\x28")))
tell("afterwards", code_of(lambda: raw(wire, PERSON)))
