// What reads bytes and texts of others without a socket: whatever they are, it reads them or refuses them in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { doHarm } from "../../src/check/fuzz/make/harm.ts";
import { lookUpIn } from "../../src/check/fuzz/make/look-up.ts";
import { makeCase } from "../../src/check/fuzz/make/make-case.ts";
import { oddText } from "../../src/check/fuzz/make/odd-values.ts";
import { toJsonText } from "../../src/check/fuzz/make/to-json.ts";
import { targets } from "../../src/check/fuzz/targets.ts";
import { SeededRandom } from "../../src/check/plan/seeded-random.ts";
import { errorFromStatus } from "../../src/clients/sdk/error-from-status.ts";
import { settings } from "../../src/config/settings.ts";
import { ConfigError, configFrom, loadConfig } from "../../src/config.ts";
import { ChatError } from "../../src/core/errors.ts";
import { bodyOf, decodeEvent, encodeEvent, placeOf } from "../../src/core/event.ts";
import { encodePart, encodeRange, joinParts } from "../../src/core/frame.ts";
import {
  mentionedNames,
  nameKey,
  requireChannelName,
  requireEmoji,
  requireName,
  requireText,
  requireTopic,
} from "../../src/core/text.ts";
import { messageFromJson } from "../../src/gateway/json/message-from-json.ts";
import { takeCookie } from "../../src/gateway/json/session-cookie.ts";
import { RefreshSessionRequestSchema } from "../../src/gen/madang/agent/v1/agent_pb.ts";
import { RegisterDeviceRequestSchema } from "../../src/gen/madang/notification/v1/notification_pb.ts";
import { cutText } from "../../src/push/cut-text.ts";
import { isPrivateAddress } from "../../src/push/private-addresses.ts";
import { readTarget } from "../../src/push/target.ts";
import { requirePage, toPageToken } from "../../src/services/lobby/page.ts";
import { requireLabel, requireWay } from "../../src/services/notification/device-form.ts";
import { fromItemId, toItemId } from "../../src/services/notification/item-id.ts";
import { Drafts } from "../support/drafts.ts";

const run = { seed: 20_261_120, numRuns: 400 };
const nothingKnown = lookUpIn(new Map());

/** Texts that programs stumble over, and any others. */
const texts = fc.oneof(
  fc.integer().map((seed) => oddText(new SeededRandom(String(seed)))),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.webUrl(),
  fc.ipV4().map((ip) => `https://${ip}/`),
  fc.ipV6().map((ip) => `https://[${ip}]/`),
);

/** What it gives, or undefined if it was refused as callers are; anything else thrown is a failure. */
function read<T>(act: () => T, isRefusal: (failure: unknown) => boolean = isChatError): T | undefined {
  try {
    return act();
  } catch (failure) {
    if (!isRefusal(failure)) throw failure;
    return undefined;
  }
}

function isChatError(failure: unknown): boolean {
  return failure instanceof ChatError && failure.cause === undefined && failure.code !== "INTERNAL";
}

const rules = [requireText, requireTopic, requireName, requireChannelName, requireEmoji];
for (const rule of rules as readonly ((raw: string) => string)[]) {
  test(`${rule.name} keeps what it made of any text, and refuses the rest in words`, () => {
    fc.assert(
      fc.property(texts, (raw) => {
        const kept = read(() => rule(raw));
        if (kept === undefined) return;
        assert.ok(kept.isWellFormed());
        assert.equal(rule(kept), kept);
      }),
      run,
    );
  });
}

test("keys of names, mentions and cut texts come of any text", () => {
  fc.assert(
    fc.property(texts, fc.nat(300), (raw, maxBytes) => {
      assert.equal(nameKey(nameKey(raw)), nameKey(raw));
      assert.ok(mentionedNames(raw).length <= 50);
      const cut = cutText(raw.toWellFormed(), maxBytes);
      assert.ok(cut.isWellFormed() && Buffer.byteLength(cut) <= Math.max(maxBytes, 3));
    }),
    run,
  );
});

test("a page token is one of its own list, or refused", () => {
  const lists = ["channels", "mine", "members"] as const;
  const tokens = fc.oneof(
    texts,
    fc.tuple(fc.constantFrom(...lists), texts).map((parts) => parts.join("~")),
  );
  fc.assert(
    fc.property(fc.constantFrom(...lists), tokens, fc.integer(), (list, pageToken, pageSize) => {
      const asked = read(() => requirePage(list, { pageToken, pageSize }));
      if (!asked) return;
      assert.ok(asked.size >= 1 && asked.size <= 200);
      assert.ok(
        asked.after === undefined || requirePage(list, { pageToken: toPageToken(list, asked.after), pageSize: 1 }),
      );
    }),
    run,
  );
});

test("the id of an inbox item is one that comes out the same, or refused", () => {
  const part = fc.string({
    unit: fc.constantFrom("0", "1", "2", "9", "a", "g", "p", "z"),
    minLength: 1,
    maxLength: 12,
  });
  const ids = fc.oneof(
    texts,
    fc.tuple(part, part, part).map((parts) => parts.join(".")),
  );
  fc.assert(
    fc.property(ids, (itemId) => {
      const source = read(() => fromItemId(itemId));
      if (source) assert.deepEqual(fromItemId(toItemId(source)), source);
    }),
    run,
  );
});

/** Encoded bytes, damaged at some places. */
function harmed(bytes: Uint8Array) {
  const places = { at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255), size: fc.nat(20) };
  const harm = fc.record({ harm: fc.constantFrom("flip", "set", "cut", "drop"), ...places });
  return fc.array(harm, { maxLength: 4 }).map((harms) => doHarm(bytes, harms as Parameters<typeof doHarm>[1]));
}

const ann = new Drafts("lobby", "ann");
const event = encodeEvent(ann.posted("hello, 마당"), { seq: 7, atMs: 1_700_000_000_000, messages: 3 });
// Too deep, or a bug, is not what bytes that are no event may be refused with.
const isUnreadable = (failure: unknown) =>
  failure instanceof Error && (!(failure instanceof TypeError) || /utf-8/.test(failure.message));

test("a damaged event is read, or refused as none", () => {
  fc.assert(
    fc.property(harmed(event), fc.constantFrom(8, 9, 24, 99), (bytes, kind) => {
      read(() => decodeEvent(bytes), isUnreadable);
      const place = read(() => placeOf(bytes), isUnreadable);
      const body = read(() => bodyOf(bytes, kind), isUnreadable);
      assert.ok(place === undefined || Number.isFinite(place.seq + place.atMs + place.messages));
      assert.ok(body === undefined || body.length <= bytes.length);
    }),
    run,
  );
});

test("frames hold damaged events without looking at them", () => {
  fc.assert(
    fc.property(fc.array(harmed(event), { maxLength: 5 }), texts, (events, channelId) => {
      const range = encodeRange(
        channelId,
        1,
        9,
        events.map((bytes) => ({ bytes })),
      );
      const part = encodePart({ caughtUp: true });
      assert.equal(joinParts([range, part]).length, range.length + part.length);
    }),
    run,
  );
});

test("any answer of a server becomes a failure with a code", () => {
  const details = fc.option(fc.uint8Array({ maxLength: 80 }), { nil: undefined });
  fc.assert(
    fc.property(fc.integer(), texts, details, (code, message, bytes) => {
      assert.ok(errorFromStatus({ code, message, details: bytes }) instanceof ChatError);
    }),
    run,
  );
});

const http = targets.filter(({ wire }) => wire === "http");

test("JSON that is nearly a request is one, or refused with its place", () => {
  for (const target of http) {
    for (let index = 0; index < 12; index++) {
      for (const step of makeCase("json", target, index).steps) {
        if (step.act !== "send" || !target.method) continue;
        const json = JSON.parse(toJsonText(step.parts, nothingKnown));
        const { input } = target.method;
        const message = read(() => messageFromJson(input, json));
        if (message) assert.ok(toBinary(input, message));
      }
    }
  }
});

test("any JSON at all is a request, or refused", () => {
  fc.assert(
    fc.property(fc.constantFrom(...http), fc.jsonValue({ maxDepth: 6 }), ({ method }, json) => {
      if (method) read(() => messageFromJson(method.input, json as Parameters<typeof messageFromJson>[1]));
    }),
    run,
  );
});

test("JSON nested ten thousand deep is refused in words", () => {
  for (const opening of ["[", '{"sends":', '{"about":']) {
    const closing = opening.startsWith("[") ? "]" : "}";
    const json = JSON.parse(`${opening.repeat(10_000)}1${closing.repeat(10_000)}`);
    for (const { method } of http)
      if (method)
        assert.equal(
          read(() => messageFromJson(method.input, json)),
          undefined,
        );
  }
});

test("a device's address leads out of the house by https, or is refused", async () => {
  fc.assert(
    fc.property(texts, (address) => {
      const target = readTarget(address, { allowPrivate: false });
      if (typeof target === "string") return;
      assert.equal(target.protocol, "https:");
      const host = target.hostname.replace(/^\[|\]$/g, "");
      assert.ok(!/^[\d.]+$|:/.test(host) || !isPrivateAddress(host), host);
    }),
    run,
  );
  const way = (value: string[]) => ({ endpoint: value[0] ?? "", p256dh: value[1] ?? "", auth: value[2] ?? "" });
  const allowed = { allowPlainHttp: false, checkTarget: async () => undefined };
  await fc.assert(
    fc.asyncProperty(fc.array(texts), fc.boolean(), async (words, isWebhook) => {
      const chosen = isWebhook
        ? {
            case: "webhook" as const,
            value: { $typeName: "madang.notification.v1.Webhook" as const, url: words[0] ?? "", secret: "" },
          }
        : { case: "webPush" as const, value: { $typeName: "madang.notification.v1.WebPush" as const, ...way(words) } };
      const request = { $typeName: RegisterDeviceRequestSchema.typeName, way: chosen, label: "", hidesText: false };
      const failure = await requireWay(request, allowed).catch((refusal: unknown) => refusal);
      assert.ok(!(failure instanceof Error) || isChatError(failure), String(failure));
      read(() => requireLabel(words[1] ?? ""));
    }),
    run,
  );
});

test("a cookie gives a refresh token, or nothing", () => {
  fc.assert(
    fc.property(texts, (cookie) => {
      const message = { $typeName: RefreshSessionRequestSchema.typeName, refreshToken: "" };
      const request = { headers: { cookie: `madang_refresh=${cookie}` } } as Parameters<typeof takeCookie>[0];
      takeCookie(request, message);
      assert.equal(typeof message.refreshToken, "string");
    }),
    run,
  );
});

test("any setting of any kind is taken, or refused in one sentence", () => {
  const isConfigError = (failure: unknown) => failure instanceof ConfigError && !failure.message.includes("\n");
  const names = Object.keys(settings);
  const values = fc.oneof(
    texts,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(texts, { maxLength: 3 }),
    fc.object(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), values, (name, value) => {
      read(() => configFrom({ [name]: value }, "/nowhere"), isConfigError);
    }),
    run,
  );
  const words = fc.oneof(
    texts,
    fc.constantFrom(...names).map((name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`),
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 4 }), (argv) => {
      read(() => loadConfig(argv, {}, "/nowhere"), isConfigError);
    }),
    run,
  );
});
