// Tells tools like grpcurl which services are served and what their messages are: grpc.reflection, v1 and v1alpha.
import { create, type DescService, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { ByteStream, Service } from "../core/service.ts";
import { file_google_rpc_error_details } from "../gen/google/rpc/error_details_pb.ts";
import {
  type ServerReflectionRequest,
  ServerReflectionResponseSchema,
  ServerReflection as V1Desc,
} from "../gen/grpc/reflection/v1/reflection_pb.ts";
import {
  ServerReflection as V1AlphaDesc,
  type ServerReflectionRequest as V1AlphaRequest,
} from "../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import { DescriptorFiles } from "./descriptor-files.ts";
import type { Served } from "./serve.ts";

type Asked = ServerReflectionRequest | V1AlphaRequest;
type Answer = MessageInitShape<typeof ServerReflectionResponseSchema>["messageResponse"];

/** gRPC's numbers, as they stand inside an error response. */
const invalidArgument = 3;
const notFound = 5;

/**
 * Both versions of the service, ready to be served. They tell of the given services and of themselves, and need no
 * sign-in: the contract is public.
 */
export function reflectionServices(services: readonly DescService[]): Served[] {
  const all = [...services, V1Desc, V1AlphaDesc];
  // What errors carry is named by no service, and tools want to show it.
  const files = new DescriptorFiles([...all.map(({ file }) => file), file_google_rpc_error_details]);
  const service = {
    serverReflectionInfo: (): ByteStream<Asked> => (sink) => ({
      receive: (asked) => new Promise<void>((taken) => sink.write(encode(asked, answerTo(asked, all, files)), taken)),
      finish: () => sink.end(),
      gone: () => undefined,
    }),
  } satisfies Service<typeof V1Desc> & Service<typeof V1AlphaDesc>;
  return [V1Desc, V1AlphaDesc].map((desc) => ({ desc, service }));
}

// Both versions are the same on the wire: the answer is built once, as v1.
function encode(asked: Asked, messageResponse: Answer): Uint8Array {
  const originalRequest = asked as ServerReflectionRequest;
  const response = { validHost: asked.host, originalRequest, messageResponse };
  return toBinary(ServerReflectionResponseSchema, create(ServerReflectionResponseSchema, response));
}

function answerTo({ messageRequest: asked }: Asked, services: readonly DescService[], files: DescriptorFiles): Answer {
  switch (asked.case) {
    case "listServices":
      return { case: "listServicesResponse", value: { service: services.map(({ typeName: name }) => ({ name })) } };
    case "fileByFilename":
      return fileAnswer(files.named(asked.value), `file ${asked.value}`);
    case "fileContainingSymbol":
      return fileAnswer(files.defining(asked.value), `symbol ${asked.value}`);
    case "fileContainingExtension":
    case "allExtensionNumbersOfType":
      return errorAnswer(notFound, "No message that is served here has extensions.");
    case undefined:
      return errorAnswer(invalidArgument, "The request asks for nothing that is known here.");
  }
}

function fileAnswer(fileDescriptorProto: Uint8Array[] | undefined, what: string): Answer {
  if (!fileDescriptorProto) return errorAnswer(notFound, `There is no ${what} here.`);
  return { case: "fileDescriptorResponse", value: { fileDescriptorProto } };
}

function errorAnswer(errorCode: number, errorMessage: string): Answer {
  return { case: "errorResponse", value: { errorCode, errorMessage } };
}
