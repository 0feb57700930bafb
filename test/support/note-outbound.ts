// Loaded before a program: notes in a file everything that the process asks of other machines, whatever library asks.
import { createHook } from "node:async_hooks";
import { appendFileSync } from "node:fs";

const path = process.env["MADANG_TEST_OUTBOUND"];
/** What Node calls a connection that is opened, a name that is looked up, and a datagram that is sent. */
const outward =
  /^(TCPCONNECTWRAP|PIPECONNECTWRAP|GETADDRINFOREQWRAP|GETNAMEINFOREQWRAP|QUERYWRAP|UDPWRAP|UDPSENDWRAP)$/;

if (path !== undefined) {
  createHook({
    init(_id, type) {
      if (outward.test(type)) appendFileSync(path, `${type}\n`);
    },
  }).enable();
}
