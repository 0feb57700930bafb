// Where a method is called.
import type { DescMethod } from "@bufbuild/protobuf";

/** The path of a method, e.g. "/madang.channel.v1.ChannelService/SendMessage". */
export function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`;
}
