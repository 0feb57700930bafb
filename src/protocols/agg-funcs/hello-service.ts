// A greeting in each of the four shapes that a gRPC call can have.
import { create, toBinary } from "@bufbuild/protobuf";
import { errors } from "../../core/errors.ts";
import type { ByteStream, Collecting, Service, StreamSink } from "../../core/service.ts";
import {
  type HelloService as HelloDesc,
  type HelloRequest,
  type HelloResponse,
  HelloResponseSchema,
} from "../../gen/compat/agg_funcs/hello_pb.ts";
import { GreetingAnswers } from "./greeting-answers.ts";

const repliesToOne = 3;
const mostGreeted = 100_000;
/** So that the reply is not larger than the 4 MiB that most clients take, its field's tag and length included. */
const mostReplyBytes = 4 * 1024 * 1024 - 5;

const helloTo = (whom: string) => `Hello, ${whom}`;

/** Greets; holds nothing but its open streams. */
export class HelloService implements Service<typeof HelloDesc> {
  readonly #open = new Set<StreamSink>();

  async sayHello({ greeting }: HelloRequest): Promise<{ reply: string }> {
    return { reply: helloTo(greeting) };
  }

  lotsOfReplies({ greeting }: HelloRequest): ByteStream {
    return (sink) => {
      this.#open.add(sink);
      // One after the other is taken: who does not read holds one reply here, not all.
      const say = (number: number) => {
        if (number > repliesToOne) sink.end();
        else sink.write(encoded(`${helloTo(greeting)} (${number})`), () => say(number + 1));
      };
      say(1);
      return { gone: () => void this.#open.delete(sink) };
    };
  }

  lotsOfGreetings(): Collecting<HelloRequest, { reply: string }> {
    const greeted: string[] = [];
    let bytes = Buffer.byteLength(helloTo(""));
    return {
      receive({ greeting }) {
        bytes += Buffer.byteLength(greeting) + (greeted.length === 0 ? 0 : ", ".length);
        if (greeted.length === mostGreeted || bytes > mostReplyBytes)
          throw errors.doorFull("one reply greets at most 100,000, in at most 4 MiB");
        greeted.push(greeting);
      },
      finish: async () => ({ reply: helloTo(greeted.length === 0 ? "nobody" : greeted.join(", ")) }),
    };
  }

  bidiHello(): ByteStream<HelloRequest> {
    return (sink) => {
      this.#open.add(sink);
      const answers = new GreetingAnswers(sink);
      return {
        receive: ({ greeting }) => answers.add(encoded(helloTo(greeting))),
        finish: () => sink.end(),
        gone: () => void this.#open.delete(sink),
      };
    };
  }

  /** Ends all open streams. */
  close(): void {
    for (const sink of this.#open) sink.end(errors.draining());
  }
}

function encoded(reply: HelloResponse["reply"]): Uint8Array {
  return toBinary(HelloResponseSchema, create(HelloResponseSchema, { reply }));
}
