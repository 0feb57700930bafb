// The SDK: everything that a program needs to chat, from here and nowhere else.
export * from "./browser.ts";
export { type ConnectTo, connect } from "./connect.ts";
export { grpcTransport, type Tls } from "./grpc-transport.ts";
export { fileOutbox, fileTokens } from "./node-files.ts";
