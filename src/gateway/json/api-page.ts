// The page that lists every service, method and message, with a curl line for each call; needs no script.
import { createHash } from "node:crypto";
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { fieldTable, typeLink, typePart } from "./api-messages.ts";
import { curlLine, preparingLines, signInLines } from "./curl-lines.ts";
import { describe, describePart, errorsText } from "./described.ts";
import { Html, html } from "./html.ts";
import { typesOf } from "./json-schema.ts";

const style = `
:root { background: canvas; color: canvastext; color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
* { overflow-wrap: anywhere; }
a { color: light-dark(#0645ad, #8ab4f8); }
code, pre { font: 14px/1.5 ui-monospace, monospace; }
pre { background: color-mix(in srgb, canvastext 8%, canvas); border-radius: 4px; padding: .75rem; white-space: pre-wrap; }
section { border-top: 1px solid color-mix(in srgb, canvastext 25%, canvas); margin-top: 2rem; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; }
td { border-top: 1px solid color-mix(in srgb, canvastext 15%, canvas); padding: .25rem .5rem .25rem 0; vertical-align: top; }
td:first-child { width: 28%; }
td:nth-child(2) { width: 22%; }
h3 { margin: 2rem 0 0; }
`;

/** What a browser may do with the page: show it, in its own style. */
export const apiPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The page, for a server that is reached at `base`, e.g. "http://localhost:8080". */
export function apiPage(services: readonly DescService[], version: string, base: string): string {
  const methods = services.flatMap((service) => service.methods);
  const messages = typesOf(methods.flatMap(({ input, output }) => [input, output]));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Madang ${version}: HTTP and JSON</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>Madang ${version}: HTTP and JSON</h1>
<p>Every method is called with POST and a JSON object. Sign in first, in a shell; then the lines below work as they stand.</p>
<pre id="sign-in">${signInLines(base).join("\n")}</pre>
<p>Some of them are about another person, a channel or a message; these lines make them:</p>
<pre id="prepare">${preparingLines(base).join("\n")}</pre>
<p>A failure has a code, a sentence and, in its details, a reason that does not change between releases. Whole numbers of 64
bits are strings of digits, and a field that has its default value is left out of answers. For programs:
<a href="/openapi.json">openapi.json</a>.</p>
<nav><ul>${services.map((service) => html`<li><a href="#${service.typeName}">${service.typeName}</a>: ${service.methods.map(linkToMethod)}</li>\n`)}</ul></nav>
${services.map((service) => serviceSection(service, base))}
<section><h2>Messages</h2>${messages.map(typePart)}</section>
</main>
</body>
</html>
`;
  return page.text;
}

function linkToMethod(method: DescMethod): Html {
  return html`<a href="#${nameOf(method)}">${method.name}</a> `;
}

function serviceSection(service: DescService, base: string): Html {
  return html`<section><h2 id="${service.typeName}">${service.typeName}</h2><p>${describe(service)}</p>
${service.methods.map((method) => methodPart(method, base))}</section>
`;
}

function methodPart(method: DescMethod, base: string): Html {
  const errors = errorsText(method);
  return html`<h3 id="${nameOf(method)}">${method.name}</h3>
<p>${describePart(method.parent, method)}</p>${errors === "" ? "" : html`<p>Errors: ${errors}</p>`}
<p>Request: ${typeLink(method.input)}</p>${fieldTable(method.input)}
<p>Answer${method.methodKind === "unary" ? "" : " (a stream)"}: ${typeLink(method.output)}</p>${fieldTable(method.output)}
${method.methodKind === "unary" ? html`<pre data-method="${method.name}">${curlLine(base, method)}</pre>` : html`<p>This is a stream: it is there by Socket.IO and gRPC.</p>`}
`;
}

function nameOf({ parent, name }: DescMethod): string {
  return `${parent.typeName}.${name}`;
}
