// A request as it goes over the wire.
import { create, type DescMethod, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { toGrpcFrame } from "./grpc-frames.ts";

/** The request of a method with gRPC's prefix, ready to be written. */
export function toRequest<I extends DescMethod["input"]>(
  { input }: Pick<DescMethod, "input"> & { readonly input: I },
  request: MessageInitShape<I>,
): Buffer {
  return toGrpcFrame(toBinary(input, create(input, request)));
}
