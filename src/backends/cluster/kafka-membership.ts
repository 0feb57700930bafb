// A consumer group that never reads: its members agree in it who should have which partition.
import { Consumer } from "@platformatic/kafka";
import type { Cancel, Clock } from "../../core/clock.ts";
import { clientOptions, type KafkaPlace } from "./kafka.ts";
import type { Membership } from "./log-topic.ts";

/** A node that is killed is out after the session; the broker allows no shorter one. */
const sessionMs = 6_000;
const heartbeatMs = 1_500;
const rebalanceMs = 6_000;
const rejoinMs = 1_000;

interface Assignment {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** Sticky and cooperative: who stays keeps what is theirs without a pause. */
export class KafkaMembership implements Membership {
  readonly #place: KafkaPlace;
  readonly #group: string;
  readonly #clock: Clock;
  #consumer: Consumer | undefined;
  #cancelRejoin: Cancel | undefined;
  #left = false;

  /** `group`: what its members do, e.g. "owners". */
  constructor(place: KafkaPlace, group: string, clock: Clock) {
    this.#place = place;
    this.#group = group;
    this.#clock = clock;
  }

  join(onAssigned: (partitions: readonly number[]) => void): void {
    if (this.#left) return;
    const consumer = new Consumer({
      ...clientOptions(this.#place, this.#group),
      groupId: `${this.#place.topic}.${this.#group}`,
      sessionTimeout: sessionMs,
      heartbeatInterval: heartbeatMs,
      rebalanceTimeout: rebalanceMs,
      protocols: [{ name: "cooperative-sticky", version: 3 }],
      // Joining waits for others, and a broker that comes back takes a while.
      retries: 3,
      retryDelay: 300,
      requestTimeout: rebalanceMs + sessionMs,
    });
    this.#consumer = consumer;
    const tell = ({ assignments = [] }: { assignments?: readonly Assignment[] }) => {
      if (this.#consumer !== consumer) return;
      onAssigned(assignments.flatMap(({ topic, partitions }) => (topic === this.#place.topic ? partitions : [])));
    };
    consumer.on("consumer:group:join", tell);
    consumer.on("consumer:heartbeat:stalled", () => this.#rejoin(consumer, onAssigned));
    consumer.topics.track(this.#place.topic);
    consumer.joinGroup({}).catch(() => this.#rejoin(consumer, onAssigned));
  }

  async leave(): Promise<void> {
    this.#left = true;
    this.#cancelRejoin?.();
    const consumer = this.#consumer;
    this.#consumer = undefined;
    // Its types show the form with a callback first.
    const left = consumer?.leaveGroup(true) as Promise<void> | undefined;
    await left?.catch(() => undefined);
    await consumer?.close(true).catch(() => undefined);
  }

  // What was assigned stays: claims decide who owns, and a group that cannot be reached must not stop the chat.
  #rejoin(consumer: Consumer, onAssigned: (partitions: readonly number[]) => void): void {
    if (this.#consumer !== consumer) return;
    this.#consumer = undefined;
    consumer.close(true).catch(() => undefined);
    this.#cancelRejoin = this.#clock.after(rejoinMs, () => this.join(onAssigned));
  }
}
