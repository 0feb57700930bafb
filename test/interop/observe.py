"""Shows how a Madang answers gRPC's own Python libraries: one line of JSON for each thing that was tried."""

import json
import sys
from pathlib import Path

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples/python-asyncio"))
from chat import agent, agent_grpc, channel, channel_grpc  # noqa: E402

SECONDS = 10
wire = grpc.insecure_channel(sys.argv[1], options=[("grpc.max_send_message_length", -1)])
agents = agent_grpc.AgentServiceStub(wire)
channels = channel_grpc.ChannelServiceStub(wire)


def tell(what, **facts):
    print(json.dumps({"what": what, **facts}), flush=True)


def failure_of(act):
    """The code and the ErrorInfo of what the call failed with."""
    try:
        act()
        return {"code": "OK"}
    except grpc.RpcError as error:
        told = {"code": error.code().name, "sentence": error.details()}
        for detail in getattr(rpc_status.from_call(error), "details", []):
            info = error_details_pb2.ErrorInfo()
            if detail.Unpack(info):
                told |= {"reason": info.reason, "domain": info.domain}
        return told


def reflect():
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    for version in ("v1", "v1alpha"):
        ask = wire.stream_stream(
            f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
            request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
            response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
        )
        (answer,) = list(ask(iter([request]), timeout=SECONDS))
        names = sorted(service.name for service in answer.list_services_response.service)
        tell(f"reflection {version}", services=names)


def call_by_reflection():
    """Calls a method of which nothing is known but what the server tells."""
    pool = DescriptorPool(ProtoReflectionDescriptorDatabase(wire))
    method = pool.FindServiceByName("madang.agent.v1.AgentService").FindMethodByName("GetDirectory")
    call = wire.unary_unary(
        f"/{method.containing_service.full_name}/{method.name}",
        request_serializer=lambda request: request.SerializeToString(),
        response_deserializer=GetMessageClass(method.output_type).FromString,
    )
    answer = call(GetMessageClass(method.input_type)(), timeout=SECONDS)
    tell("call by reflection", services=sorted(entry.service for entry in answer.services))


def check_health():
    stub = health_pb2_grpc.HealthStub(wire)
    for service in ("", "madang.channel.v1.ChannelService"):
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=SECONDS)
        watched = next(stub.Watch(health_pb2.HealthCheckRequest(service=service), timeout=SECONDS))
        statuses = [health_pb2.HealthCheckResponse.ServingStatus.Name(each.status) for each in (answer, watched)]
        tell(f"health {service}", statuses=statuses)
    tell("an unknown service", **failure_of(lambda: stub.Check(health_pb2.HealthCheckRequest(service="x"), timeout=SECONDS)))


def sign_in(name):
    session = agents.SignInGuest(agent.SignInGuestRequest(name=name), timeout=SECONDS).session
    return [("authorization", f"Bearer {session.access_token}")]


def send(metadata, **fields):
    request = channel.SendMessageRequest(**{"channel_id": "lobby", "client_message_id": "one", "text": "hi", **fields})
    return channels.SendMessage(request, metadata=metadata, timeout=SECONDS)


def wrong_input(me):
    send(me, client_message_id="used")
    page = channel.ListMessagesRequest(channel_id="lobby", page_size=1_000_000_000)
    read = channel.MarkReadRequest(channel_id="lobby", seq=10**15)
    stranger = [("authorization", "Bearer nobody-gave-this-token")]
    tries = {
        "no token": lambda: send(None),
        "another's token": lambda: send(stranger),
        "no text": lambda: send(me, text=" \n "),
        "a long text": lambda: send(me, text="x" * 4_001),
        "a control character": lambda: send(me, text="a\x00b"),
        "an odd id": lambda: send(me, client_message_id="a b"),
        "a used id": lambda: send(me, client_message_id="used", text="something else"),
        "an unknown channel": lambda: send(me, channel_id="nowhere"),
        "an answer to nothing": lambda: send(me, reply_to_seq=10**15),
        "a huge page": lambda: channels.ListMessages(page, metadata=me, timeout=SECONDS),
        "read beyond the end": lambda: channels.MarkRead(read, metadata=me, timeout=SECONDS),
        "a long name": lambda: sign_in("x" * 33),
        "an odd name": lambda: sign_in("<script>"),
        "an unknown person": lambda: agents.SignIn(agent.SignInRequest(name="x", password="12345678"), timeout=SECONDS),
        "a token of a host": lambda: agents.SignInWithToken(agent.SignInWithTokenRequest(token="x"), timeout=SECONDS),
    }
    for what, act in tries.items():
        tell(what, **failure_of(act))


def unreadable(me):
    """Sends bytes where a message should be; after each the server must live on."""
    unary = wire.unary_unary("/madang.channel.v1.ChannelService/SendMessage")
    stream = wire.unary_stream("/madang.channel.v1.ChannelService/Subscribe")
    publish = wire.stream_stream("/madang.channel.v1.ChannelService/Publish")
    nothing = wire.unary_unary("/madang.channel.v1.ChannelService/Nothing")
    garbage = bytes(range(255, 0, -1))
    text = lambda content: channel.SendMessageRequest(channel_id="lobby", client_message_id="u", text=content)
    tries = {
        "invalid UTF-8": lambda: unary(text("ab").SerializeToString().replace(b"ab", b"\xff\xfe"), metadata=me, timeout=SECONDS),
        "garbage": lambda: unary(garbage, metadata=me, timeout=SECONDS),
        "garbage to a stream": lambda: list(stream(garbage, metadata=me, timeout=SECONDS)),
        "garbage in a stream": lambda: list(publish(iter([garbage]), metadata=me, timeout=SECONDS)),
        "more than 4 MiB": lambda: unary(text("x" * 2**22).SerializeToString(), metadata=me, timeout=SECONDS),
        "an unknown method": lambda: nothing(b"", metadata=me, timeout=SECONDS),
    }
    for what, act in tries.items():
        tell(what, **failure_of(act))
        tell(f"after {what}", **failure_of(lambda: send(me, client_message_id=what.replace(" ", "-"))))


reflect()
call_by_reflection()
check_health()
person = sign_in("observer")
wrong_input(person)
unreadable(person)
