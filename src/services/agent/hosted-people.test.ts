import assert from "node:assert/strict";
import { test } from "node:test";
import { openAgent } from "../../../test/support/agent.ts";
import { UserKind } from "../../gen/madang/agent/v1/agent_pb.ts";

test("a person of the host program is the same one with every token", async () => {
  const { guest, hosted } = await openAgent();
  await guest("ann");
  const ann = await hosted("7 ann");
  assert.deepEqual([ann.name, ann.kind], ["ann-2", UserKind.HOSTED]);
  const again = await hosted("7 ann");
  assert.deepEqual([again.userId, again.name], [ann.userId, "ann-2"]);
  assert.notEqual((await hosted("8 ann")).userId, ann.userId);
});

test("a person of the host program is renamed with the claim if the new name is free", async () => {
  const { guest, hosted } = await openAgent();
  const ann = await hosted("7 ann");
  assert.deepEqual(await hosted("7 Anna").then(({ userId, name }) => [userId, name]), [ann.userId, "Anna"]);
  await guest("bob");
  assert.equal((await hosted("7 bob")).name, "Anna");
  assert.equal((await guest("ann")).name, "ann");
});

test("no name of the host program keeps its people out", async () => {
  const { hosted } = await openAgent();
  assert.equal((await hosted("1 ann@example.com")).name, "ann example.com");
  assert.equal((await hosted("2 <script>")).name, "script");
  assert.equal((await hosted(`3 ${"한".repeat(100)}`)).name, "한".repeat(32));
  assert.equal((await hosted("4 \u3164")).name, "user");
  assert.equal((await hosted("5 !!!")).name, "user-2");
  assert.equal((await hosted("6 madang")).name, "madang-2");
});

test("without keys of a host program its tokens are off", async () => {
  const { hosted } = await openAgent({ hostTokens: undefined });
  await assert.rejects(hosted("7 ann"), { code: "FAILED_PRECONDITION", reason: "TOKENS_OFF" });
});
