// The part of the HTTP server for programs: every unary RPC with JSON, and what tells about them.
import type { Route } from "../http-server.ts";
import { apiPageRoute, openApiRoute } from "./document-routes.ts";
import { type RpcParts, rpcRoute } from "./rpc-route.ts";

/** What calls by HTTP need. */
export interface JsonParts extends RpcParts {
  /** The release, for the documents. */
  readonly version: string;
}

/** The routes, in the order in which they are asked. Throws if a service lacks a method of its descriptor. */
export function jsonRoutes(parts: JsonParts): Route[] {
  const services = parts.services.map(({ desc }) => desc);
  const { version, isTls, isAllowedOrigin } = parts;
  const documents = { services, version, isTls, isAllowedOrigin };
  return [openApiRoute(documents), apiPageRoute(documents), rpcRoute(parts)];
}
