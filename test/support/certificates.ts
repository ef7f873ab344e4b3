import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate chain and its key (PEM). */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of a test's own, by the system's openssl. */
export class Authority {
  readonly #folder = mkdtempSync(join(tmpdir(), "schoolgate-ca-"));
  /** Its certificate (PEM). */
  readonly root: string;

  constructor() {
    this.#openssl(
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=test",
    );
    this.root = this.#read("out.crt");
    writeFileSync(this.#path("ca.crt"), this.root);
    writeFileSync(this.#path("ca.key"), this.#read("out.key"));
  }

  /**
   * Issues a certificate.
   *
   * @param days how long it lasts, from now. Default: 90
   */
  issue(names: readonly string[], days = 90): Pair {
    const request = "req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=test";
    this.#openssl(request);
    writeFileSync(this.#path("names"), `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\n`);
    writeFileSync(this.#path("request"), this.#read("out.crt"));
    const key = this.#read("out.key");
    this.#openssl(
      `x509 -req -in request -CA ca.crt -CAkey ca.key -CAcreateserial -days ${days} -extfile names`,
    );
    return { cert: this.#read("out.crt"), key };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #openssl(words: string): void {
    const keyOut = words.startsWith("req") ? ["-keyout", "out.key"] : [];
    const { status, stderr } = spawnSync("openssl", [...words.split(" "), ...keyOut, "-out", "out.crt"], {
      cwd: this.#folder,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`openssl ${words} failed: ${stderr}`);
  }

  #read(file: string): string {
    return readFileSync(this.#path(file), "utf8");
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }
}
