// Files that let a client go on after its own restart: only for Node, and each for one client at a time.
import { type FileHandle, mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { OutboxStore } from "./outbox.ts";
import type { QueuedMessage } from "./outgoing-message.ts";
import type { SavedSession, TokenStore } from "./session.ts";

// What is in them, texts and tokens, is nobody else's business.
const ownerOnly = 0o600;
/** Lines of the outbox that are done with, after which its file is written anew. */
const maxDoneLines = 1_000;

/** Keeps a session in a file. */
export function fileTokens(path: string): TokenStore {
  return {
    async load() {
      const text = await readIfThere(path);
      return text === "" ? undefined : (JSON.parse(text) as SavedSession);
    },
    save: (session) => replaceFile(path, session ? JSON.stringify(session) : ""),
  };
}

/** Keeps queued messages in a file of lines, one addition or removal each. A line cut by a crash counts as not written. */
export function fileOutbox(path: string): OutboxStore {
  return new FileOutbox(path);
}

class FileOutbox implements OutboxStore {
  readonly #path: string;
  /** The line of each message that is not done. */
  readonly #lines = new Map<string, string>();
  #doneLines = 0;
  #file: FileHandle | undefined;
  #opening: Promise<readonly QueuedMessage[]> | undefined;
  /** What the next write takes, and that write. */
  #buffer: string[] = [];
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  load(): Promise<readonly QueuedMessage[]> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async add(message: QueuedMessage): Promise<void> {
    await this.load();
    const line = JSON.stringify({ add: { ...message, custom: message.custom && toText(message.custom) } });
    this.#lines.set(keyOf(message), line);
    await this.#write(line);
  }

  async remove(message: QueuedMessage): Promise<void> {
    await this.load();
    if (!this.#lines.delete(keyOf(message))) return;
    this.#doneLines++;
    await this.#write(JSON.stringify({ done: keyOf(message) }));
  }

  async close(): Promise<void> {
    await this.#opening;
    await (this.#next ?? this.#last);
    await this.#file?.close();
    this.#file = undefined;
    this.#opening = undefined;
  }

  async #open(): Promise<readonly QueuedMessage[]> {
    this.#lines.clear();
    const lines = (await readIfThere(this.#path)).split("\n");
    // What stands behind the last line end was cut by a crash.
    for (const line of lines.slice(0, -1)) this.#replay(line);
    await this.#rewrite();
    return [...this.#lines.values()].map(messageOf);
  }

  #replay(line: string): void {
    const { add, done } = parseLine(line, this.#path);
    if (add) this.#lines.set(keyOf(add), line);
    else if (done !== undefined) this.#lines.delete(done);
  }

  // One write at a time; what comes meanwhile shares the next one.
  #write(line: string): Promise<void> {
    this.#buffer.push(line);
    this.#next ??= this.#last.then(() => {
      const next = this.#next as Promise<void>;
      this.#last = next.catch(() => undefined);
      this.#next = undefined;
      return this.#flush();
    });
    return this.#next;
  }

  async #flush(): Promise<void> {
    const text = `${this.#buffer.join("\n")}\n`;
    this.#buffer = [];
    if (this.#doneLines > maxDoneLines && this.#doneLines > this.#lines.size) return this.#rewrite();
    this.#file ??= await open(this.#path, "a", ownerOnly);
    await this.#file.writeFile(text);
    await this.#file.datasync();
  }

  async #rewrite(): Promise<void> {
    const text = [...this.#lines.values()].map((line) => `${line}\n`).join("");
    await this.#file?.close();
    this.#file = undefined;
    await replaceFile(this.#path, text);
    this.#doneLines = 0;
  }
}

function parseLine(line: string, path: string): { add?: QueuedMessage; done?: string } {
  try {
    return JSON.parse(line) as ReturnType<typeof parseLine>;
  } catch (cause) {
    throw new Error(`${path} is damaged, or no outbox: mend it or move it away.`, { cause });
  }
}

function messageOf(line: string): QueuedMessage {
  const { add } = JSON.parse(line) as { add: QueuedMessage & { custom?: ReturnType<typeof toText> } };
  const custom = add.custom && { type: add.custom.type, data: Buffer.from(add.custom.data, "base64") };
  return { ...add, replyTo: add.replyTo, by: add.by, custom };
}

function toText({ type, data }: { readonly type: string; readonly data: Uint8Array }) {
  return { type, data: Buffer.from(data).toString("base64") };
}

function keyOf({ channelId, clientMessageId }: QueuedMessage): string {
  return `${channelId} ${clientMessageId}`;
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

// After a crash the file is the old one or the new one, whole.
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.new`;
  const file = await open(fresh, "w", ownerOnly);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
