"""Tells what another service in Python sees that hands over people to be notified."""

import sys

import grpc
from older import SECONDS, Heard, Said, code_of, raw, stubs, tell, wrong_calls

offline, offline_grpc, chat, chat_grpc = stubs("notification", "notification", "chat_service")
wire = grpc.insecure_channel(sys.argv[1])
people = chat_grpc.ChatServiceStub(wire)
OFFLINE = "/notification.NotificationService/NotifyOfflineUsers"
SEND = "/chat.ChatService/SendNotification"


def see_requests():
    request = offline.OfflineUserRequest(userIds=["ann", "bob"], message="hi", roomId="room")
    tell("offline people handed over", raw(wire, OFFLINE, request.SerializeToString()))
    tell("nobody handed over", raw(wire, OFFLINE))
    notification = chat.SendNotificationRequest(user_id="ann", message="hi")
    tell("one notified", raw(wire, SEND, notification.SerializeToString()))
    tell("nobody notified of nothing", raw(wire, SEND))


def connected(user, status="connected"):
    return chat.NotificationRequest(user_id=user, status=status)


def notify(user, message):
    return people.SendNotification(chat.SendNotificationRequest(user_id=user, message=message), timeout=SECONDS).status


def see_stream():
    said = Said()
    heard = Heard(people.StreamNotifications(iter(said)), lambda answer: f"{answer.user_id}: {answer.update}")
    said.say(connected("ann"))
    tell("one notified while connected", notify("ann", "are you there?"))
    said.say(connected("ann", "disconnected"))
    said.end()
    tell("a stream of connected people ends with", [heard.ended(), *heard.things])
    never_ends = Heard(people.StreamNotifications(iter(Said())), str)
    tell("a stream that says nothing stays open", never_ends.ended(seconds=0.5))
    never_ends.cancel()


see_requests()
see_stream()
wrong_calls(wire, SEND)
tell("invalid UTF-8", code_of(lambda: raw(wire, SEND, b"\x0a\x02\xc3\x28")))
tell("afterwards", code_of(lambda: raw(wire, SEND)))
