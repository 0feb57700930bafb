import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary } from "@bufbuild/protobuf";
import type { ChatError } from "../core/errors.ts";
import type { ByteStream } from "../core/service.ts";
import {
  HealthCheckRequestSchema,
  HealthCheckResponseSchema,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from "../gen/grpc/health/v1/health_pb.ts";
import { LobbyService } from "../gen/madang/lobby/v1/lobby_pb.ts";
import { HealthService } from "./health.ts";

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = ServingStatus;
const ask = (service: string) => create(HealthCheckRequestSchema, { service });

class Client {
  readonly heard: ServingStatus[] = [];
  ended: ChatError | undefined;
  readonly gone: () => void;

  constructor(stream: ByteStream) {
    const open = stream({
      write: (frame) => this.heard.push(fromBinary(HealthCheckResponseSchema, frame).status),
      writeFramed: () => assert.fail("framed already"),
      end: (reason) => {
        this.ended = reason;
      },
    });
    this.gone = () => open.gone();
  }
}

test("a check answers for the server and for each service by name", async () => {
  const health = new HealthService([LobbyService]);
  assert.deepEqual(await health.check(ask("")), { status: SERVING });
  assert.deepEqual(await health.check(ask("madang.lobby.v1.LobbyService")), { status: SERVING });
  await assert.rejects(health.check(ask("madang.lobby.v2.LobbyService")), { code: "NOT_FOUND" });
});

test("a server that drains says so to those who check and to those who watch", async () => {
  const health = new HealthService([LobbyService]);
  const client = new Client(health.watch(ask("")));
  health.setDraining();
  assert.deepEqual(client.heard, [SERVING, NOT_SERVING]);
  assert.deepEqual(await health.check(ask("")), { status: NOT_SERVING });
});

test("whoever watches an unknown service hears that it is unknown, and nothing else", () => {
  const health = new HealthService([LobbyService]);
  const client = new Client(health.watch(ask("nobody")));
  health.setDraining();
  assert.deepEqual(client.heard, [SERVICE_UNKNOWN]);
});

test("a drain ends the streams of those who watch, and also of those who begin to", () => {
  const health = new HealthService([]);
  const [here, away] = [new Client(health.watch(ask(""))), new Client(health.watch(ask("")))];
  away.gone();
  health.setDraining();
  const late = new Client(health.watch(ask("")));
  assert.deepEqual([here.heard, away.heard, late.heard], [[SERVING, NOT_SERVING], [SERVING], [NOT_SERVING]]);
  assert.deepEqual(
    [here, away, late].map(({ ended }) => ended?.reason),
    ["DRAINING", undefined, "DRAINING"],
  );
});
