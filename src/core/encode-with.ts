// Encoding by hand, for what is encoded most often: one writer for all, since each new one allocates and grows anew.
import { BinaryWriter } from "@bufbuild/protobuf/wire";

const shared = new BinaryWriter();

/** The bytes of what `write` writes; a copy, so that the writer can be used again. Not to be nested. */
export function encodeWith(write: (writer: BinaryWriter) => void): Uint8Array<ArrayBuffer> {
  try {
    write(shared);
    return shared.finish();
  } catch (failure) {
    // What is half written must not stand before what comes next.
    shared.finish();
    throw failure;
  }
}
