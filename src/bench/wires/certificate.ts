// A certificate for this machine alone, as long as a comparison takes.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// A program of the machine, not of a package.
const program = "openssl";
const longestRunMs = 20_000;

/** A key and a certificate that it signed itself, in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes one for localhost; throws where there is no openssl. */
export function createCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "madang-certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  try {
    execFileSync(program, ["req", "-x509", ...made, ...names, "-keyout", key, "-out", cert], {
      timeout: longestRunMs,
      stdio: "pipe",
    });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What keeps this machine from making one, in a sentence. */
export function lackingForCertificate(): string | undefined {
  const { status } = spawnSync(program, ["version"], { timeout: longestRunMs, stdio: "ignore" });
  return status === 0 ? undefined : "It needs openssl to make a certificate: install it with the system's packages.";
}
