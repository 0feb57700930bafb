// The directory of people, asked for one and, over one stream, for each as soon as the one before is answered: node bin/madang.js run examples/older/people.ts [--server host:port] [Alice Bob]
import { once } from "node:events";
import { parseArgs } from "node:util";
import { type Person, RouteGuide } from "../../src/gen/compat/route_guide/route_guide_pb.ts";
import { OlderClient, run } from "./older-client.ts";

const { values, positionals } = parseArgs({
  options: { server: { type: "string", default: "localhost:50051" } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : ["Alice", "Bob", "Carol"];

await run(async () => {
  const client = new OlderClient(values.server);
  const known: string[] = [];
  for (const name of names) {
    const person = await client.call(RouteGuide.method.getPerson, { name });
    console.log(`GetPerson ${name}: ${described(person)}`);
    if (person.name === name) known.push(name);
  }
  const people = client.open(RouteGuide.method.getPeople);
  // Somebody unknown is left out: an answer is only awaited for those who are there.
  for (const name of names) {
    people.write({ name });
    console.log(`GetPeople > ${name}`);
    if (known.includes(name)) console.log(`GetPeople < ${described((await once(people, "data"))[0] as Person)}`);
  }
  const ended = once(people, "end");
  people.resume().end();
  await ended;
  console.log("GetPeople ended");
  client.close();
});

function described({ name, age, gender, hobbies, address }: Person): string {
  const who = [name, age || "", ["", "male", "female"][gender], ...hobbies];
  return [...who, address?.street, address?.city].filter((part) => part !== undefined && part !== "").join(", ");
}
