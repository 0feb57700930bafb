// Makes everything ready for one run of the terminal, up to the connection.
import { readFile } from "node:fs/promises";
import { createClient, type Tls } from "../sdk/index.ts";
import type { ChatFlags } from "./chat-command.ts";
import { configFolder, outboxFile } from "./config-folder.ts";
import { openTransport } from "./open-transport.ts";
import { type OpenOutbox, openOutbox, openOutboxFile } from "./outbox-files.ts";
import { Refusal } from "./refusal.ts";
import { readServerAddress, type ServerAddress, writeServerAddress } from "./server-address.ts";
import { chooseSignIn, type SignInParts } from "./sign-in-choice.ts";
import type { Visit } from "./visit.ts";

/** Opens the files and makes the client; refuses, and leaves nothing behind, when something asked for cannot be. */
export async function openVisit(flags: ChatFlags, parts: Omit<SignInParts, "server">): Promise<Visit> {
  const { words } = parts;
  const server = readServerAddress(flags.server);
  if (!server) throw new Refusal("SERVER_WRONG", words.serverWrong(flags.server));
  const tls = await readTls(flags, parts);
  const { credentials, notes } = await chooseSignIn(flags, { ...parts, server });
  const { outbox, note } = await openUnsent(flags, server, parts);
  const client = createClient({ ...credentials, transport: openTransport(server, tls), outbox: outbox?.store });
  return {
    client,
    words,
    server: writeServerAddress(server),
    name: flags.token === undefined ? flags.name : undefined,
    channel: flags.channel.replace(/^#/, ""),
    outboxPath: outbox?.path,
    rings: flags.bell ?? true,
    notes: note === undefined ? notes : [...notes, note],
  };
}

type Parts = Omit<SignInParts, "server">;

async function readTls({ tls, tlsCa }: ChatFlags, { words }: Parts): Promise<Tls | undefined> {
  if (tlsCa === undefined) return tls ? {} : undefined;
  const ca = await readFile(tlsCa).catch(() => {
    throw new Refusal("FILE_UNREADABLE", words.fileUnreadable("--tls-ca", tlsCa));
  });
  return { ca };
}

async function openUnsent({ outbox: asked, name = "token" }: ChatFlags, server: ServerAddress, { words, env }: Parts) {
  if (asked !== undefined) return { outbox: await openNamed(asked, words), note: undefined };
  try {
    const path = outboxFile(configFolder(env), server, name);
    const outbox = await openOutbox(path);
    await outbox?.store.load();
    return { outbox, note: outbox ? undefined : words.outboxTaken(path) };
  } catch (error) {
    return { outbox: undefined, note: words.fileNotKept((error as Error).message) };
  }
}

async function openNamed(path: string, words: Parts["words"]): Promise<OpenOutbox> {
  const outbox = await openOutboxFile(path).catch(() => {
    throw new Refusal("FILE_UNREADABLE", words.fileUnreadable("--outbox", path));
  });
  if (!outbox) throw new Refusal("OUTBOX_TAKEN", words.outboxTaken(path));
  try {
    // Read now: what an earlier run left is then known as soon as the client starts.
    await outbox.store.load();
    return outbox;
  } catch {
    await outbox.store.close().catch(() => undefined);
    throw new Refusal("FILE_UNREADABLE", words.fileUnreadable("--outbox", path));
  }
}
