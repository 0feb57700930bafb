// A transport without a wire: the same calls to a service in this very process.
import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import type { StreamOptions, Transport } from "../clients/sdk/index.ts";
import { ChatError, errors } from "../core/errors.ts";
import { type ByteStream, callInside } from "../core/service.ts";

/** Makes one of a service object, whose methods are its RPCs; streams in both directions are none of its methods. */
export function insideTransport(service: object): Transport {
  const call = (method: DescMethod, request: unknown): unknown => {
    const act: unknown = Reflect.get(service, method.localName);
    if (typeof act !== "function") throw errors.methodUnknown();
    return act.call(service, request, callInside(undefined));
  };
  return {
    async unary<I extends DescMessage, O extends DescMessage>(
      method: DescMethod & { input: I; output: O },
      request: MessageInitShape<I>,
    ): Promise<MessageShape<O>> {
      const answer = await call(method, create(method.input, request));
      return create(method.output, answer as MessageInitShape<O>);
    },
    serverStream(method, request, options) {
      Promise.resolve(call(method, create(method.input, request))).then(
        (stream) => hear(stream as ByteStream, method.output, options),
        (failure: unknown) => options.onEnd(failure instanceof ChatError ? failure : errors.storeFailed(failure)),
      );
    },
    bidi() {
      throw errors.methodUnknown();
    },
    close: () => undefined,
  };
}

function hear<O extends DescMessage>(
  stream: ByteStream,
  output: O,
  { signal, onMessage, onEnd }: StreamOptions<MessageShape<O>>,
): void {
  let isOpen = true;
  const open = stream({
    write(frame, done) {
      if (isOpen) void Promise.resolve(onMessage(fromBinary(output, frame))).then(done);
    },
    writeFramed: () => onEnd(errors.methodUnknown()),
    end(reason) {
      if (isOpen) onEnd(reason);
      isOpen = false;
    },
  });
  signal.addEventListener("abort", () => {
    isOpen = false;
    open.gone();
  });
}
