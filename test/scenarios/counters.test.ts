// What a client counts by itself while it is there is what the server has counted, whatever becomes of what was said.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";

const madang = await MadangProcess.start();
after(() => madang.remove());

for (const way of ["address", "web"] as const) {
  test(`a mention that is taken back, or edited in, is counted so at once (${way})`, async () => {
    const ann = await Person.enter(madang[way], `ann-${way}`);
    const bob = await Person.enter(madang[way], `bob-${way}`);
    const { channelId } = await ann.client.createChannel({ name: `room-${way}` });
    await bob.client.joinChannel(channelId);
    const counted = () => {
      const { unread, mentions } = bob.client.channel(channelId) ?? { unread: 0, mentions: 0 };
      return `${unread} unread, ${mentions} mentions`;
    };
    const first = await ann.client.send(channelId, `@bob-${way} look`);
    const second = await ann.client.send(channelId, "nobody is meant");
    await bob.until(() => counted() === "2 unread, 1 mentions", "a mention");
    await ann.client.delete(channelId, first.seq);
    await bob.until(() => counted() === "2 unread, 0 mentions", "the mention to go");
    await ann.client.edit(channelId, second.seq, `@bob-${way} is meant`);
    await bob.until(() => counted() === "2 unread, 1 mentions", "the mention that was edited in");
    await bob.client.markRead(channelId, second.seq);
    await bob.until(() => counted() === "0 unread, 0 mentions", "everything to be read");
    await Promise.all([ann.leave(), bob.leave()]);
    assert.equal(counted(), "0 unread, 0 mentions");
  });
}
