// A call by HTTP with JSON, made by hand.

const deadlineMs = 10_000;

/** What came back. */
export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  /** The body; of a failure its code, its sentence and the reason in its details. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly reason: string | undefined;
}

/** What may be said of a request besides where it goes and what it holds. */
export interface PostOptions {
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** Posts JSON, or a text or bytes as they are. `call` is e.g. "channel.ChannelService/SendMessage". */
export async function post(url: string, call: string, request: unknown, options: PostOptions = {}): Promise<Posted> {
  const { token, headers = {}, method = "POST" } = options;
  const [area = "", name = ""] = call.split(".");
  const response = await fetch(`${url}/madang.${area}.v1.${name}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(method === "POST" && { body: isRaw(request) ? request : JSON.stringify(request) }),
    signal: AbortSignal.timeout(deadlineMs),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  const body = isJson ? (JSON.parse(text) as Posted["body"]) : {};
  return { status: response.status, headers: response.headers, body, reason: reasonIn(body) };
}

/** Signs a guest in; resolves to the access token. */
export async function guestToken(url: string, name: string): Promise<string> {
  const { body } = await post(url, "agent.AgentService/SignInGuest", { name });
  return (body["session"] as { accessToken: string }).accessToken;
}

function isRaw(request: unknown): request is string | Uint8Array<ArrayBuffer> {
  return typeof request === "string" || request instanceof Uint8Array;
}

function reasonIn({ details }: Posted["body"]): string | undefined {
  return (details as { debug?: { reason?: string } }[] | undefined)?.map(({ debug }) => debug?.reason).find(Boolean);
}
