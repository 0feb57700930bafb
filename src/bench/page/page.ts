// Scenario: a newcomer's first load of the page, and typing in a long channel, in a real browser.
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import { PublishStream } from "../load/publish-stream.ts";
import { stampedText } from "../load/stamped-text.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import type { StartedServer } from "../servers/started-server.ts";
import { type FirstLoad, loadFirst } from "./first-load.ts";
import { openBrowser } from "./open-browser.ts";
import { typeInLobby } from "./typing.ts";

const full = { loads: 7, messages: 100_000, letters: 250, typists: 3 };
const quick = { loads: 2, messages: 2_000, letters: 50, typists: 1 };
type Size = typeof full;

const frameSends = 100;
const aheadSends = 2_000;

/** The page in the Chromium of our tests, on the machine that serves it. */
export const page: Scenario = {
  name: "page",
  method:
    "A headless Chromium without a graphics card on the same machine. Seven first loads, each in an empty profile: bytes on the " +
    "wire without the font, the first text on the screen, and the focus in the field for the name. Then three times somebody " +
    "enters a lobby of 100,000 messages, scrolls up for four seconds, and types 250 letters: frames drawn a second.",
  longestMs: 4 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const server = await startMadangServer(run);
    const url = `http://${server.webAddress}`;
    const browser = await openBrowser(run);
    const loads: FirstLoad[] = [];
    for (let i = 0; i < size.loads; i++) loads.push(await loadFirst(browser, url));
    await fillLobby(run, server, size);
    const typists: Awaited<ReturnType<typeof typeInLobby>>[] = [];
    for (let i = 0; i < size.typists; i++) typists.push(await typeInLobby(browser, url, size.letters));
    const of = (value: (load: FirstLoad) => number) => findRepeated(loads.map(value));
    const frames = (of: "idle" | "scrolling" | "typing") => findRepeated(typists.map((typist) => typist[of]));
    return [
      { what: "first load without the font", unit: "KiB", ...of(({ bytes }) => bytes / 1024), target: { atMost: 300 } },
      { what: "first text on the screen", unit: "ms", ...of(({ textMs }) => textMs), target: { atMost: 1_000 } },
      { what: "a name can be typed", unit: "ms", ...of((load) => load.interactiveMs), target: { atMost: 1_500 } },
      { what: "frames while nothing is done", unit: "/s", ...frames("idle") },
      { what: "frames while scrolling up", unit: "/s", ...frames("scrolling") },
      { what: "frames while typing", unit: "/s", ...frames("typing"), target: { atLeast: 50 } },
    ] satisfies Finding[];
  },
};

async function fillLobby(run: Run, server: StartedServer, { messages }: Size): Promise<void> {
  run.say(`${messages} messages are sent`);
  const connection = await GrpcConnection.open(server.address);
  const [token = ""] = await signInGuests(connection, "bench", 1);
  const publish = new PublishStream(connection, token);
  while (publish.sent < messages) {
    const sends = Array.from({ length: frameSends }, (_, i) => ({
      channelId: "lobby",
      clientMessageId: `m${publish.sent + i}`,
      text: stampedText(publish.sent + i),
    }));
    publish.send(...sends);
    await publish.waiting(aheadSends);
  }
  await publish.waiting(0);
  connection.close();
}
