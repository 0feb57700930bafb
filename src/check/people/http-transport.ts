// The wire of programs without a library: each call is a POST with JSON, by plain fetch.
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  fromJson,
  type JsonValue,
  type MessageInitShape,
  type MessageShape,
  toJson,
} from "@bufbuild/protobuf";
import { clientErrors } from "../../clients/sdk/client-errors.ts";
import { type ConnectErrorJson, errorFromConnect } from "../../clients/sdk/error-from-json.ts";
import type { Transport, UnaryOptions } from "../../clients/sdk/index.ts";
import { ChatError } from "../../core/chat-error.ts";

/** Calls only: whoever comes this way hears nothing by themselves and has to ask. */
export function httpTransport(url: string): Transport {
  const noStreams = () => {
    throw new Error("There are no streams over HTTP/JSON.");
  };
  return {
    unary: (method, request, options) => callOnce(url, method, request, options),
    serverStream: noStreams,
    bidi: noStreams,
    close: () => undefined,
  };
}

async function callOnce<I extends DescMessage, O extends DescMessage>(
  url: string,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  { token, timeoutMs, signal }: UnaryOptions,
): Promise<MessageShape<O>> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${url}/${method.parent.typeName}/${method.name}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(toJson(method.input, create(method.input, request))),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    const body = (await response.json()) as JsonValue;
    if (!response.ok) throw errorFromConnect(body as ConnectErrorJson);
    return fromJson(method.output, body, { ignoreUnknownFields: true });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ChatError) throw error;
    throw late.aborted ? clientErrors.deadline() : clientErrors.connection("there was no answer", error);
  }
}
