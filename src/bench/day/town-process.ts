// The process that holds a town: it does what it is told and answers what came of it.
import { type Ending, live } from "./live.ts";
import { Town } from "./town.ts";
import type { TownAnswer, TownOrder } from "./town-at.ts";

let town: Town | undefined;
let ending: Ending | undefined;

process.on("message", (order: TownOrder) => {
  void obey(order)
    .catch((failure: unknown): TownAnswer => ({ failure: String(failure) }))
    .then((answer) => process.send?.(answer));
});
process.once("disconnect", () => process.exit());

async function obey(order: TownOrder): Promise<TownAnswer> {
  if ("plan" in order) town = new Town(order.plan);
  if (!town) throw new Error("there is no town yet");
  if ("people" in order) await town.grow(order.people);
  if ("seconds" in order) ending = await live(town, order.seconds);
  if ("ending" in order && ending) return { stretch: await ending() };
  if ("lobbySeq" in order) town.reached(town.lobbyId, order.lobbySeq);
  town.mustBeWell();
  return { missing: town.countMissing(), lobbyId: town.lobbyId };
}
