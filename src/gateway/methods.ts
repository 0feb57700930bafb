// Every RPC that the gateway serves, by its path, ready to be called.
import type { DescMethod } from "@bufbuild/protobuf";
import type { Served } from "../rpc/serve.ts";

/** An RPC: what it is, and what to call. */
export interface ServedMethod {
  readonly desc: DescMethod;
  /** The service's method: its arguments as in Service. */
  readonly act: (...args: unknown[]) => unknown;
}

/** The RPCs of services by path, e.g. "madang.channel.v1.ChannelService/SendMessage"; throws if a service lacks one. */
export function methodsOf(services: readonly Served[]): ReadonlyMap<string, ServedMethod> {
  const methods = new Map<string, ServedMethod>();
  for (const { desc, service } of services) {
    for (const method of desc.methods) {
      const found: unknown = Reflect.get(service, method.localName);
      if (typeof found !== "function") throw new Error(`${desc.typeName} has no method ${method.localName}`);
      methods.set(`${desc.typeName}/${method.name}`, { desc: method, act: found.bind(service) });
    }
  }
  return methods;
}
