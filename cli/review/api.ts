import type { ZodType, z } from "zod";
import type { Deps } from "../deps.ts";
import { type Account, exhausted, refused } from "./api-error.ts";
import { pauseBefore } from "./retry-policy.ts";

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

const mostTries = 6;
/** Milliseconds that all pauses of one call may take: a job that waits for an hour helps nobody. */
const longestPatience = 10 * 60_000;
/** Milliseconds that one answer may take. */
const deadline = 30_000;
/** Milliseconds between calls that change something, as GitHub asks for. */
const betweenWrites = 1000;
/** Pages of a list; 100 entries each. */
const mostPages = 100;

/** A JSON API with pages by Link header, which fails in passing and limits how much it is asked. */
export class Api {
  private readonly account: Account;
  private readonly deps: Pick<Deps, "now" | "sleep">;
  private hasWritten = false;

  constructor(account: Account, deps: Pick<Deps, "now" | "sleep">) {
    this.account = account;
    this.deps = deps;
  }

  /** @throws {ApiError} */
  async get<T extends ZodType>(path: string, shape: T): Promise<z.infer<T>> {
    return this.shaped(await this.call("GET", path), path, shape);
  }

  /**
   * All entries of a list, page by page.
   *
   * @param entries takes them out of one page
   * @throws {ApiError}
   */
  async list<T extends ZodType, Entry>(
    path: string,
    shape: T,
    entries: (page: z.infer<T>) => readonly Entry[],
  ): Promise<Entry[]> {
    const all: Entry[] = [];
    const url = new URL(`${this.account.base}${path}`);
    url.searchParams.set("per_page", "100");
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await this.call("GET", `${path.split("?")[0]}${url.search}`);
      all.push(...entries(await this.shaped(answer, path, shape)));
      const next = /<([^>]*)>;\s*rel="?next"?/.exec(answer.headers.get("link") ?? "")?.[1];
      if (next === undefined) return all;
      // Only its query is taken: the token goes nowhere but where it belongs.
      url.search = new URL(next, this.account.base).search;
    }
    throw refused(this.account, 200, `GET ${path}`, `more than ${mostPages * 100} entries`);
  }

  /**
   * Changes something.
   *
   * @throws {ApiError}
   */
  async send(method: Exclude<Method, "GET">, path: string, body?: unknown): Promise<void> {
    if (this.hasWritten) await this.deps.sleep(betweenWrites);
    this.hasWritten = true;
    await (await this.call(method, path, body)).body?.cancel();
  }

  /** The bytes of a file, as text. @throws {ApiError} */
  async text(path: string, mostBytes: number): Promise<string> {
    const answer = await this.call("GET", path);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of answer.body ?? []) {
      bytes += chunk.length;
      if (bytes > mostBytes)
        throw refused(this.account, answer.status, `GET ${path}`, `more than ${mostBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  }

  private async call(method: Method, path: string, body?: unknown): Promise<Response> {
    let waited = 0;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.ask(method, path, body);
      if (answer instanceof Response && answer.ok) return answer;
      const [status, said] =
        answer instanceof Response ? [answer.status, await saidBy(answer)] : [0, answer.reason];
      const header = (name: string): string | null =>
        answer instanceof Response ? answer.headers.get(name) : null;
      const pause = pauseBefore({ status, header, said }, tries, this.deps.now());
      if (pause === undefined) throw refused(this.account, status, `${method} ${path}`, said);
      waited += pause;
      if (tries === mostTries || waited > longestPatience)
        throw exhausted(this.account, status, said, tries, new Date(this.deps.now().getTime() + pause));
      await this.deps.sleep(pause);
    }
  }

  private async ask(method: Method, path: string, body: unknown): Promise<Response | { reason: string }> {
    const { base, token, headers } = this.account;
    try {
      return await fetch(`${base}${path}`, {
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        signal: AbortSignal.timeout(deadline),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      const { cause, message } = error as Error;
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : message;
      return { reason: code };
    }
  }

  private async shaped<T extends ZodType>(answer: Response, path: string, shape: T): Promise<z.infer<T>> {
    const parsed = shape.safeParse(await answer.json().catch(() => undefined));
    if (parsed.success) return parsed.data;
    throw refused(this.account, answer.status, `GET ${path}`, "an answer of another shape");
  }
}

/** The message of an error answer: GitHub and GitLab each have their own ways. */
async function saidBy(answer: Response): Promise<string> {
  const text = (await answer.text().catch(() => "")).slice(0, 10_000);
  try {
    const { message, error, errors } = JSON.parse(text) as Record<string, unknown>;
    return [message ?? error, errors]
      .filter((part) => part !== undefined)
      .map((part) => (typeof part === "string" ? part : JSON.stringify(part)))
      .join(" ");
  } catch {
    return answer.statusText;
  }
}
