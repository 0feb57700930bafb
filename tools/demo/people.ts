// Who takes part in the demo, and what they do together.
import type { Backstage } from "./backstage.ts";
import { ConsoleSpeaker } from "./console-speaker.ts";
import { NoteSpeaker } from "./note-speaker.ts";
import type { DemoRecord } from "./record.ts";
import { SdkSpeaker } from "./sdk-speaker.ts";
import type { Place, Speaker } from "./speaker.ts";
import { TypedConsole } from "./typed-console.ts";
import { until } from "./until.ts";

/** Everybody, by the door they came. */
export class People {
  readonly sdk: SdkSpeaker;
  readonly notes: readonly NoteSpeaker[];
  readonly consoles: readonly [ConsoleSpeaker, ConsoleSpeaker];
  readonly typed: TypedConsole;
  readonly #record: DemoRecord;

  /** All come in, before anything is said. */
  static async enter(backstage: Backstage, address: string, record: DemoRecord): Promise<People> {
    const sdk = await SdkSpeaker.enter(address, "ann", record);
    const consoles = [
      await ConsoleSpeaker.enter(address, record),
      await ConsoleSpeaker.enter(address, record),
    ] as const;
    const typed = await TypedConsole.enter(backstage, address, record);
    const notes = ["win", "tk"].map((name) => new NoteSpeaker(backstage, address, name, record));
    return new People(sdk, notes, consoles, typed, record);
  }

  private constructor(
    sdk: SdkSpeaker,
    notes: readonly NoteSpeaker[],
    consoles: readonly [ConsoleSpeaker, ConsoleSpeaker],
    typed: TypedConsole,
    record: DemoRecord,
  ) {
    this.sdk = sdk;
    this.notes = notes;
    this.consoles = consoles;
    this.typed = typed;
    this.#record = record;
  }

  /** Everybody. */
  get all(): Speaker[] {
    return [this.sdk, ...this.notes, ...this.inChannels];
  }

  /** Those whose door has channels besides the lobby. */
  get inChannels(): Speaker[] {
    return [...this.consoles, this.typed];
  }

  /** Says a line; resolves when all of them have it. */
  async say(speaker: Speaker, place: Place, text: string, listeners: readonly Speaker[]): Promise<void> {
    await speaker.say(place, text);
    const deaf = () => listeners.filter(({ name }) => !this.#record.hasSeen(name, text)).map(({ name }) => name);
    await until(
      () => deaf().length === 0,
      () => `"${text}" is heard by everybody but ${deaf().join(", ")}`,
    );
  }

  /** The first console makes a channel, the others of the door join it, and the SDK finds it in the lobby. */
  async openChannel(): Promise<Place> {
    const [maker, other] = this.consoles;
    const { number } = await maker.make();
    await other.join(number);
    await this.typed.join(number);
    const place = await this.sdk.join(number);
    for (const each of this.consoles) each.settle(place);
    // Its maker hears of everybody: the three of the door, and who came from elsewhere.
    await maker.hearsOf(this.inChannels.length + 1);
    return place;
  }

  /** Everybody goes. */
  async leave(): Promise<void> {
    await Promise.all(this.all.map((each) => each.close()));
  }
}
