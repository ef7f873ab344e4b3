import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** What a program on a machine of the network can be told to do. */
export type Orders = Readonly<Record<string, (order: never) => unknown>>;

/** One line of JSON each way. */
interface Question {
  readonly id: number;
  readonly name: string;
  readonly order: unknown;
}
type Answer = { readonly id: number; readonly answer?: unknown; readonly error?: string };

/** In the program: takes orders from standard input until that ends, and ends with it. */
export function obey(orders: Orders): void {
  const lines = createInterface(process.stdin);
  lines.on("close", () => process.exit());
  lines.on("line", (line) => void carryOut(JSON.parse(line) as Question));
  process.stdout.write("ready\n");

  async function carryOut({ id, name, order }: Question): Promise<void> {
    let said: Answer;
    try {
      said = { id, answer: await orders[name]?.(order as never) };
    } catch (error) {
      said = { id, error: error instanceof Error ? error.message : String(error) };
    }
    process.stdout.write(`${JSON.stringify(said)}\n`);
  }
}

/** In the test: a program that takes orders. */
export class Peer<Known extends Orders> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #ready = Promise.withResolvers<void>();
  #stderr = "";
  #asked = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#stderr += chunk.toString();
    });
    if (child.stdout) createInterface(child.stdout).on("line", (line) => this.#hear(line));
    child.on("exit", () => {
      const gone = new Error(`the program has ended: ${this.#stderr.trim()}`);
      this.#ready.reject(gone);
      for (const { reject } of this.#waiting.values()) reject(gone);
    });
    this.#ready.promise.catch(() => undefined);
  }

  /** Has it do something, and gives what it answers. */
  async tell<Name extends keyof Known & string>(
    name: Name,
    order: Parameters<Known[Name]>[0],
  ): Promise<Awaited<ReturnType<Known[Name]>>> {
    await this.#ready.promise;
    const id = ++this.#asked;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#child.stdin?.write(`${JSON.stringify({ id, name, order } satisfies Question)}\n`);
    return (await waiting.promise) as Awaited<ReturnType<Known[Name]>>;
  }

  #hear(line: string): void {
    if (line === "ready") {
      this.#ready.resolve();
      return;
    }
    const { id, answer, error } = JSON.parse(line) as Answer;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(error));
  }
}
