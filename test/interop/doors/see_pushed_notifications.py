"""Tells what a Python client sees of notifications that are pushed to the stream of that person."""

import sys

import grpc
from older import SECONDS, Heard, Said, stubs, tell

chat, chat_grpc = stubs("notification", "chat_service")
stub = chat_grpc.ChatServiceStub(grpc.insecure_channel(sys.argv[1]))


def connect(*users):
    said = Said()
    for user in users:
        said.say(chat.NotificationRequest(user_id=user, status="connected"))
    return Heard(stub.StreamNotifications(iter(said)), lambda answer: f"{answer.user_id}: {answer.update}")


def notify_until_heard(heard, user):
    """What a stream says of its person is known a moment after it was opened."""
    for attempt in range(100):
        stub.SendNotification(chat.SendNotificationRequest(user_id=user, message=f"{attempt}"), timeout=SECONDS)
        if heard.has(f"{user}: {attempt}", seconds=0.1):
            return True
    return False


ann = connect("ann")
bob = connect("ann", "bob")
tell("the stream of a person hears", notify_until_heard(ann, "ann"))
tell("whoever a stream names last hears", notify_until_heard(bob, "bob"))
stub.SendNotification(chat.SendNotificationRequest(user_id="ann", message="the last"), timeout=SECONDS)
tell("the last for the one", ann.has("ann: the last"))
tell("what of it the other hears", [thing for thing in bob.things if thing == "ann: the last"])
