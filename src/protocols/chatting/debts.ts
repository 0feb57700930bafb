// Whom this door still has to take out of channels: noted in the store, so that a crash leaves no member behind.
import { create } from "@bufbuild/protobuf";
import { ChatError } from "../../core/errors.ts";
import { type Caller, callInside } from "../../core/service.ts";
import { LeaveChannelRequestSchema } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import type { Courtyard } from "../courtyard/courtyard.ts";

type Debtor = Pick<Caller, "userId" | "name">;

const prefix = "chatting inside ";

/** A row for each person in each channel of a room. */
export class Debts {
  readonly #courtyard: Courtyard;

  constructor(courtyard: Courtyard) {
    this.#courtyard = courtyard;
  }

  /** Somebody was brought in. */
  owe(channelId: string, debtor: Debtor): void {
    this.#keep(channelId, debtor, 0);
  }

  /** They are out again. */
  settled(channelId: string, debtor: Debtor): void {
    this.#keep(channelId, debtor, undefined);
  }

  /** Takes out everybody whom an earlier run brought in: its rooms are closed. What fails is tried at the next start. */
  async settleAll(): Promise<void> {
    const { numbers, peers, onUnexpected } = this.#courtyard;
    for (const reader of await numbers.readersLike(prefix)) {
      const [channelId = "", userId = "", ...name] = reader.slice(prefix.length).split(" ");
      const debtor = { userId, name: name.join(" ") };
      try {
        const request = create(LeaveChannelRequestSchema, { channelId });
        await peers.lobby.leaveChannel(request, callInside({ ...debtor, sessionId: "" }));
        this.settled(channelId, debtor);
      } catch (failure) {
        if (failure instanceof ChatError && failure.code !== "UNAVAILABLE") this.settled(channelId, debtor);
        else onUnexpected(failure, "chatting debts");
      }
    }
  }

  #keep(channelId: string, { userId, name }: Debtor, place: number | undefined): void {
    const { numbers, onUnexpected } = this.#courtyard;
    numbers
      .keepPlace(`${prefix}${channelId} ${userId} ${name}`, place)
      .catch((failure: unknown) => onUnexpected(failure, "chatting debts"));
  }
}
