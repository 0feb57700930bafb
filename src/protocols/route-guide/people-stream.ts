// One open GetPeople: a person for each name, at once and in order, and no more names than the client takes answers.
import { toBinary } from "@bufbuild/protobuf";
import type { ChatError } from "../../core/errors.ts";
import type { OpenStream, StreamSink } from "../../core/service.ts";
import { type Name, type Person, PersonSchema } from "../../gen/compat/route_guide/route_guide_pb.ts";

/** Finds the person of a name; rejects if the store cannot be asked. */
export type FindPerson = (name: string) => Promise<Person | undefined>;

/** Answers that the transport has not taken yet, at most about this: there may be thousands of such streams. */
const inFlightBytes = 16 * 1024;
/** What an answer takes up besides its bytes, while it waits. */
const overheadBytes = 200;

/** Reads a name, answers it, reads the next one: a client that does not read is not read from either. */
export class PeopleStream implements OpenStream<Name> {
  readonly #find: FindPerson;
  readonly #sink: StreamSink;
  readonly #onGone: () => void;
  #inFlight = 0;
  #isLookingUp = false;
  #isFinished = false;
  #onRoom: (() => void) | undefined;

  constructor(find: FindPerson, sink: StreamSink, onGone: () => void) {
    this.#find = find;
    this.#sink = sink;
    this.#onGone = onGone;
  }

  async receive({ name }: Name): Promise<void> {
    this.#isLookingUp = true;
    const person = await this.#find(name);
    this.#isLookingUp = false;
    if (person) this.#write(toBinary(PersonSchema, person));
    // The end of the names may come while the last one is looked up.
    if (this.#isFinished) this.#sink.end();
    else if (this.#inFlight >= inFlightBytes) await new Promise<void>((resolve) => (this.#onRoom = resolve));
  }

  finish(): void {
    this.#isFinished = true;
    if (!this.#isLookingUp) this.#sink.end();
  }

  /** Ends the stream from our side. */
  end(reason: ChatError): void {
    this.#sink.end(reason);
  }

  gone(): void {
    this.#onGone();
    this.#onRoom?.();
  }

  #write(person: Uint8Array): void {
    const weight = person.length + overheadBytes;
    this.#inFlight += weight;
    this.#sink.write(person, () => {
      this.#inFlight -= weight;
      if (this.#inFlight < inFlightBytes) this.#onRoom?.();
    });
  }
}
