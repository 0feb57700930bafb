// The four shapes that a gRPC call can have, each as a greeting: node bin/madang.js run examples/older/four-shapes.ts [--server host:port] [ann bob carl]
import { once } from "node:events";
import { parseArgs } from "node:util";
import { type HelloResponse, HelloService } from "../../src/gen/compat/agg_funcs/hello_pb.ts";
import { OlderClient, run } from "./older-client.ts";

const { values, positionals } = parseArgs({
  options: { server: { type: "string", default: "127.0.0.1:4321" } },
  allowPositionals: true,
});
const people = positionals.length > 0 ? positionals : ["ann", "bob", "carl"];
const [first = ""] = people;
const { sayHello, lotsOfReplies, lotsOfGreetings, bidiHello } = HelloService.method;

await run(async () => {
  const client = new OlderClient(values.server);
  // One request, one answer.
  print("SayHello", await client.call(sayHello, { greeting: first }));
  // One request, many answers.
  for await (const answer of client.listen(lotsOfReplies, { greeting: first })) print("LotsOfReplies", answer);
  // Many requests, one answer.
  const requests = people.map((greeting) => ({ greeting }));
  print("LotsOfGreetings", await client.collect(lotsOfGreetings, requests));
  // Many of both: here each request waits for the answer to the one before.
  const talk = client.open(bidiHello);
  for (const request of requests) {
    talk.write(request);
    const [answer] = (await once(talk, "data")) as [HelloResponse];
    print("BidiHello", answer);
  }
  const ended = once(talk, "end");
  talk.resume().end();
  await ended;
  client.close();
});

function print(method: string, { reply }: HelloResponse): void {
  console.log(`${method}: ${reply}`);
}
