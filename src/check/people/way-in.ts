// The transport by which somebody comes to today's doors.
import { grpcTransport, socketIoTransport, type Transport } from "../../clients/sdk/index.ts";
import { plantInTransport } from "../planted/plant-in-transport.ts";
import type { ActorParts } from "./actor.ts";
import { httpTransport } from "./http-transport.ts";

/** A new one each time, with the planted bug in it if there is one. */
export function wayIn({ person, address, webAddress, planted }: ActorParts): Transport {
  const transport =
    person.door === "grpc"
      ? grpcTransport(address)
      : person.door === "http"
        ? httpTransport(`http://${webAddress}`)
        : socketIoTransport(`http://${webAddress}`);
  return planted ? plantInTransport(transport, planted) : transport;
}
