// Plays every row of docs/presence.md against the service, with a clock that is turned by hand.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type PresenceClient, PresenceHouse, room, type Shown } from "../../../test/support/presence-house.ts";

const hourMs = 3_600_000;
const tabs = (house: PresenceHouse, open: (tab: number) => readonly string[] = () => [room]): PresenceClient[] =>
  Array.from({ length: 10 }, (_, tab) => house.client({ clientId: `tab${tab}`, open: open(tab) }));
const signOut = (house: PresenceHouse, ...sessions: string[]) => {
  for (const session of sessions) house.topics.emit("session", session, { ended: true, reason: "signed out" });
};

/** Prepares, and returns what is to happen at second 0. */
type Story = (house: PresenceHouse) => () => void | Promise<void>;

const killed: Story = (house) => {
  const client = house.client();
  return () => client.kill();
};
const frozen: Story = (house) => {
  const client = house.client();
  return () => {
    client.wake();
    client.freeze();
  };
};
const comesBackAfter =
  (downMs: number): Story =>
  (house) => {
    const client = house.client();
    return async () => {
      client.freeze();
      await house.restart(downMs);
      // Clients wait for up to five seconds before another try.
      house.clock.after(5_000, () => client.connect());
    };
  };
const listens = (house: PresenceHouse) => house.client({ clientId: undefined });

const stories: Record<string, Story> = {
  "the client goes on": (house) => {
    house.client();
    return () => undefined;
  },
  "the client is closed well": (house) => {
    const client = house.client();
    return () => client.close();
  },
  "the tab is closed": killed,
  "the page is reloaded": (house) => {
    const client = house.client();
    return () => {
      client.kill();
      house.clock.after(4_000, () => house.client({ clientId: "reloaded" }));
    };
  },
  "the client is killed": killed,
  "the network is cut, and nobody is told": frozen,
  "the laptop is closed": (house) => {
    const client = house.client();
    return () => {
      client.wake();
      client.freeze();
      // As the gateway's pings find out.
      house.clock.after(60_000, client.dropConnection);
    };
  },
  "the laptop is opened again after ten minutes": (house) => {
    const client = house.client();
    return async () => {
      client.freeze();
      await house.pass(600_000);
      client.wake();
    };
  },
  "the phone changes networks": (house) => {
    const client = house.client();
    return () => {
      const { dropConnection } = client;
      house.clock.after(3_000, () => client.connect());
      house.clock.after(60_000, dropConnection);
    };
  },
  "of ten tabs nine are closed": (house) => {
    const ten = tabs(house);
    return () => {
      for (const tab of ten.slice(1)) tab.kill();
    };
  },
  "of ten tabs in other channels the one that was here is closed": (house) => {
    const [first] = tabs(house, (tab) => [tab === 0 ? room : "elsewhere"]);
    return () => {
      first?.wake();
      first?.kill();
    };
  },
  "of ten tabs one is closed well": (house) => {
    const [first] = tabs(house);
    return () => first?.close();
  },
  "all ten tabs are killed": (house) => {
    const ten = tabs(house);
    return () => {
      for (const tab of ten) tab.kill();
    };
  },
  "signed out here": (house) => {
    house.client();
    return () => signOut(house, "ann1");
  },
  "signed out here, and elsewhere still signed in": (house) => {
    house.client();
    house.client({ session: "ann2", open: [] });
    return () => signOut(house, "ann1");
  },
  "signed out everywhere, or suspended": (house) => {
    house.client();
    house.client({ session: "ann2" });
    return () => signOut(house, "ann1", "ann2");
  },
  "removed from the channel": (house) => {
    const client = house.client();
    return () => {
      house.remove();
      client.wake();
    };
  },
  "the server is killed and back after 3 s, and so are they": comesBackAfter(3_000),
  "the server is killed and back after 3 s, and they are not": (house) => {
    const client = house.client();
    return () => {
      client.freeze();
      return house.restart(3_000);
    };
  },
  "the server is killed and back after 60 s, and so are they": comesBackAfter(60_000),
  "the server's clock is set forward an hour": (house) => {
    house.client();
    return () => house.clock.jump(hourMs);
  },
  "the server's clock is set back an hour": (house) => {
    house.client();
    return () => house.clock.jump(-hourMs);
  },
  "the server's clock is set back an hour, and the network is cut": (house) => {
    const cut = frozen(house);
    return () => {
      house.clock.jump(-hourMs);
      return cut();
    };
  },
  "a bot that only subscribes goes on": (house) => {
    listens(house);
    return () => undefined;
  },
  "a bot that only subscribes is killed": (house) => {
    const bot = listens(house);
    return () => bot.kill();
  },
  "a bot that only subscribes is cut off, and nobody is told": (house) => {
    const bot = listens(house);
    // As HTTP/2's pings find out.
    return () => void house.clock.after(350_000, bot.dropConnection);
  },
  "a bot only publishes": (house) => {
    house.client({ clientId: undefined, streams: false });
    return () => undefined;
  },
  // The door beats for its people, and names no client.
  "somebody at an older console is killed": (house) => {
    const console = house.client({ clientId: "" });
    return () => console.kill();
  },
  "somebody at an older window listens": (house) => {
    listens(house);
    return () => undefined;
  },
  "somebody at an older window is killed": (house) => {
    const window = listens(house);
    return () => window.kill();
  },
};

const lines = readFileSync("docs/presence.md", "utf8").split("\n");
const [head = [], , ...rows] = lines.filter((line) => line.startsWith("|")).map((line) => cellsOf(line));
const seconds = head.slice(1).map(secondsOf);

test("every row of the table is played", () => {
  assert.deepEqual(
    rows.map(([what]) => what),
    Object.keys(stories),
  );
});

for (const [what = "", ...cells] of rows) {
  test(what, async () => {
    const house = await PresenceHouse.open();
    const happens = stories[what]?.(house);
    await house.pass(30_000);
    await happens?.();
    house.history.splice(0);
    const shown: Shown[] = [];
    for (const [i, second] of seconds.entries()) {
      await house.pass((second - (seconds[i - 1] ?? 0)) * 1_000);
      shown.push(house.shown);
    }
    assert.deepEqual(shown, cells);
    // Between two cells nobody flickers.
    const changes = cells.filter((cell, i) => cell !== cells[i - 1]);
    assert.deepEqual(house.history, changes);
    house.heartbeat.close();
  });
}

function cellsOf(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function secondsOf(cell: string): number {
  const [count = "", unit] = cell.split(" ");
  return Number(count) * (unit === "min" ? 60 : 1);
}
