"""Tells what Python clients of the arithmetic and of the four shapes of a call see."""

import sys

import grpc
from older import SECONDS, Heard, Said, code_of, raw, stubs, tell, wrong_calls

agg, agg_grpc, hello, hello_grpc = stubs("agg_funcs", "agg_funcs", "hello")
wire = grpc.insecure_channel(sys.argv[1])
functions = agg_grpc.gRPCRouteFuncsStub(wire)
greeter = hello_grpc.HelloServiceStub(wire)
SUM = "/proto.gRPCRouteFuncs/sum"
MOST, LEAST = 2**31 - 1, -(2**31)
PAIRS = [(0, 0), (MOST, 1), (LEAST, -1), (65536, 65536), (46341, 46341), (-5, 3), (MOST, MOST), (5, 3), (4, 5)]


def see_arithmetic():
    for a, b in PAIRS:
        args = agg.InputArgsOfBinaryFunc(value1=a, value2=b)
        for name in ("sum", "multiply"):
            value = getattr(functions, name)(args, timeout=SECONDS).value
            data = raw(wire, f"/proto.gRPCRouteFuncs/{name}", args.SerializeToString())
            tell(f"{name} of {a} and {b}", [value, data])
    tell("sum of 2^32 and 11, cut to 32 bits", raw(wire, SUM, bytes.fromhex("088080808010100b")))
    tell("sum of 5 and 3 beside an unknown field", raw(wire, SUM, bytes.fromhex("080510031a0161")))
    tell("a name in upper case", code_of(lambda: raw(wire, "/proto.gRPCRouteFuncs/Sum")))


def greeting(name):
    return hello.HelloRequest(greeting=name)


def see_greetings():
    tell("one greeted", greeter.SayHello(greeting("ann"), timeout=SECONDS).reply)
    replies = greeter.LotsOfReplies(greeting("ann"), timeout=SECONDS)
    tell("one greeted often", [answer.reply for answer in replies])
    names = [greeting(name) for name in ("ann", "bob")]
    tell("many greeted at once", greeter.LotsOfGreetings(iter(names), timeout=SECONDS).reply)
    see_talk()


def see_talk():
    said = Said()
    heard = Heard(greeter.BidiHello(iter(said)), lambda answer: answer.reply)
    answers = []
    for count, name in enumerate(("ann", "bob", "가람"), 1):
        said.say(greeting(name))
        answers.append(heard.first(count)[-1:])
    tell("each greeted before the next one comes", answers)
    said.end()
    tell("a talk ends with", heard.ended())


see_arithmetic()
see_greetings()
wrong_calls(wire, SUM)
tell("invalid UTF-8", code_of(lambda: raw(wire, "/HelloService/SayHello", b"\x0a\x02\xc3\x28")))
tell("afterwards", code_of(lambda: raw(wire, SUM)))
