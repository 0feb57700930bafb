"""
Another notification service, written in Python against the older contract: prints whom it is handed.

With a number behind its address it is killed by the call of that number, after it has taken it and before it answers.
"""

import json
import os
import signal
import sys
from concurrent import futures

import grpc
from google.protobuf import empty_pb2
from older import stubs

offline, offline_grpc = stubs("notification", "notification")
address = sys.argv[1]
last_call = int(sys.argv[2]) if len(sys.argv) > 2 else None
calls = 0


class Notifications(offline_grpc.NotificationServiceServicer):
    def NotifyOfflineUsers(self, request, context):
        key = dict(context.invocation_metadata()).get("madang-idempotency-key", "")
        taken = {"key": key, "userIds": list(request.userIds), "message": request.message, "roomId": request.roomId}
        print(json.dumps(taken), flush=True)
        global calls
        calls += 1
        if calls == last_call:
            os.kill(os.getpid(), signal.SIGKILL)
        return empty_pb2.Empty()


server = grpc.server(futures.ThreadPoolExecutor(max_workers=1), options=[("grpc.so_reuseport", 0)])
offline_grpc.add_NotificationServiceServicer_to_server(Notifications(), server)
if server.add_insecure_port(address) == 0:
    raise SystemExit(f"{address} is taken")
server.start()
print("ready", flush=True)
signal.sigwait({signal.SIGTERM})
server.stop(0)
