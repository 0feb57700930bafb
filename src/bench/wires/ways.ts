// The ways by which a hundred objects are taken, each as those who use it would.
import { openGrpcTaker } from "./grpc-taker.ts";
import { objectCount } from "./object-text.ts";
import { askMadang, askPlainRest } from "./rest.ts";
import { openHttp1Taker, openHttp2Taker, openShortHttp2Taker } from "./rest-takers.ts";
import type { ServedShelf, Shelves } from "./shelves.ts";
import type { Taker } from "./taker.ts";

/** So many connections a browser keeps to one host on HTTP/1.1. */
const connectionsOfABrowser = 6;

/** A way that can be opened, to the server itself or to what stands before it. */
export interface OpenWay {
  readonly name: string;
  readonly shelf: ServedShelf;
  /** What the older documents say that it took. */
  readonly original?: string;
  open(address: string): Taker;
  takeAll(taker: Taker): Promise<readonly string[]>;
}

/** All of them. */
export function openWays({ grpc, http1, h2, cert, madang, madangWeb }: Shelves): readonly OpenWay[] {
  const byGrpc = (shelf: ServedShelf) => ({ shelf, open: (address: string) => openGrpcTaker(address, shelf) });
  const byHttp1 = (shelf: ServedShelf, connections: number) => {
    const ask = shelf === http1 ? askPlainRest : askMadang;
    return { shelf, open: (address: string) => openHttp1Taker(address, shelf, ask, connections) };
  };
  const byHttp2 = (open: typeof openHttp2Taker) => ({
    shelf: h2,
    open: (address: string) => open(address, h2, askPlainRest, cert),
  });
  const six = connectionsOfABrowser;
  return [
    { name: "gRPC, one after the other", ...byGrpc(grpc), takeAll: oneByOne, original: "125 ms" },
    { name: "gRPC, pipelined", ...byGrpc(grpc), takeAll: allAtOnce, original: "80 ms" },
    { name: "REST on HTTP/1.1, one after the other", ...byHttp1(http1, 1), takeAll: oneByOne, original: "300 ms" },
    { name: "REST on HTTP/1.1, six connections", ...byHttp1(http1, six), takeAll: allAtOnce },
    {
      name: "REST on h2 with TLS, one after the other",
      ...byHttp2(openHttp2Taker),
      takeAll: oneByOne,
      original: "1,802 ms",
    },
    { name: "REST on h2 with TLS, all at once", ...byHttp2(openHttp2Taker), takeAll: allAtOnce },
    { name: "REST on h2 with TLS, a connection for each", ...byHttp2(openShortHttp2Taker), takeAll: oneByOne },
    { name: "Madang by gRPC, one after the other", ...byGrpc(madang), takeAll: oneByOne },
    { name: "Madang by gRPC, pipelined", ...byGrpc(madang), takeAll: allAtOnce },
    { name: "Madang by HTTP/1.1, one after the other", ...byHttp1(madangWeb, 1), takeAll: oneByOne },
    { name: "Madang by HTTP/1.1, six connections", ...byHttp1(madangWeb, six), takeAll: allAtOnce },
    { name: "Madang by gRPC, one call for all", ...byGrpc(madang), takeAll: inOne },
    { name: "Madang by HTTP/1.1, one call for all", ...byHttp1(madangWeb, 1), takeAll: inOne },
  ];
}

const indices = Array.from({ length: objectCount }, (_, index) => index);

async function oneByOne(taker: Taker): Promise<readonly string[]> {
  const taken: string[] = [];
  for (const index of indices) taken.push(...(await taker.take(index, 1)));
  return taken;
}

async function allAtOnce(taker: Taker): Promise<readonly string[]> {
  return (await Promise.all(indices.map((index) => taker.take(index, 1)))).flat();
}

function inOne(taker: Taker): Promise<readonly string[]> {
  return taker.take(0, objectCount);
}
