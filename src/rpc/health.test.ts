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
  readonly #done: (() => void)[] = [];
  readonly gone: () => void;

  constructor(stream: ByteStream) {
    const open = stream({
      write: (frame, done) => {
        this.heard.push(fromBinary(HealthCheckResponseSchema, frame).status);
        this.#done.push(done);
      },
      end: (reason) => {
        this.ended = reason;
      },
    });
    this.gone = () => open.gone();
  }

  read(): void {
    this.#done.shift()?.();
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
  client.read();
  health.setDraining();
  assert.deepEqual(client.heard, [SERVING, NOT_SERVING]);
  assert.deepEqual(await health.check(ask("")), { status: NOT_SERVING });
});

test("whoever watches an unknown service hears that it is unknown, and nothing else", () => {
  const health = new HealthService([LobbyService]);
  const client = new Client(health.watch(ask("nobody")));
  client.read();
  health.setDraining();
  assert.deepEqual(client.heard, [SERVICE_UNKNOWN]);
});

test("a client that does not read gets one frame at a time", () => {
  const health = new HealthService([]);
  const client = new Client(health.watch(ask("")));
  health.setDraining();
  assert.deepEqual(client.heard, [SERVING]);
  client.read();
  assert.deepEqual(client.heard, [SERVING, NOT_SERVING]);
});

test("closing ends the streams of those who still watch", () => {
  const health = new HealthService([]);
  const [here, away] = [new Client(health.watch(ask(""))), new Client(health.watch(ask("")))];
  away.gone();
  health.close();
  assert.equal(here.ended?.reason, "DRAINING");
  assert.equal(away.ended, undefined);
});
