// A plain grpc-js server with one method that answers the bytes it was asked with: what every call over that library costs.
import { Server, ServerCredentials, type sendUnaryData } from "@grpc/grpc-js";
import { gRPCRouteFuncs } from "../../gen/compat/agg_funcs/agg_funcs_pb.ts";

const { parent, name } = gRPCRouteFuncs.method.sum;
const asItIs = (bytes: Buffer) => bytes;

const server = new Server();
server.addService(
  {
    sum: {
      path: `/${parent.typeName}/${name}`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asItIs,
      requestDeserialize: asItIs,
      responseSerialize: asItIs,
      responseDeserialize: asItIs,
    },
  },
  { sum: ({ request }: { request: Buffer }, answer: sendUnaryData<Buffer>) => answer(null, request) },
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (failure, port) => {
  if (failure) throw failure;
  console.log(`grpc-js echo on 127.0.0.1:${port}`);
  console.log("ready");
});
process.once("disconnect", () => process.exit());
process.channel?.unref();
