// Asks whether anything listens at an address.
import { connect } from "node:net";

const answerWithinMs = 1_000;

/** Resolves with whether a connection to host:port comes about; never rejects. */
export function isListening(address: string): Promise<boolean> {
  const [host = "", port = ""] = address.split(":");
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: answerWithinMs });
    const answer = (listens: boolean) => (): void => {
      socket.destroy();
      resolve(listens);
    };
    socket.once("connect", answer(true)).once("error", answer(false)).once("timeout", answer(false));
  });
}
