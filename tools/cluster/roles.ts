// What each process of the fleet that `npm run cluster` starts is for, and where people expect to find it.

/** One kind of process. */
export interface Role {
  readonly name: string;
  /** What `--services` says. */
  readonly services: readonly string[];
  /** The port at which programs and terminals find it, if it is free. */
  readonly port?: number;
  /** The port at which browsers find it, if it is free. */
  readonly webPort?: number;
}

/** Nodes take all calls of people: a program wants every service at its one address. */
const node = ["agent", "heartbeat", "lobby", "channel", "notification"];

/** Two of what people talk through, and one of the rest. */
export const roles: readonly Role[] = [
  { name: "node-a", services: node, port: 50_061 },
  { name: "node-b", services: node, port: 50_062 },
  { name: "gateway-a", services: ["gateway"], webPort: 8_081 },
  { name: "gateway-b", services: ["gateway"], webPort: 8_082 },
  { name: "notifier", services: ["notification"] },
  { name: "doors", services: ["doors"], port: 50_051 },
];
