import { setTimeout as sleep } from "node:timers/promises";
import type { KubeObject } from "../../rehearsal/edge/kube-api.ts";
import type { EdgeWorld } from "./edge-world.ts";

/** A school that is asked all the while, by every way in which browsers and WeCom ask it. */
export class Victim {
  readonly objects: readonly KubeObject[];
  readonly #world: EdgeWorld;
  readonly #host: string;
  readonly #asking: Promise<void>;
  readonly #failed: unknown[] = [];
  #answered = 0;
  #goesOn = true;

  private constructor(world: EdgeWorld, slug: string, objects: readonly KubeObject[]) {
    this.objects = objects;
    this.#world = world;
    this.#host = `api1.${slug}.edu.cn`;
    this.#asking = this.#ask();
  }

  /** A school of its own, with a verify file, that is asked from now on. */
  static async of(world: EdgeWorld, slug: string): Promise<Victim> {
    const objects = await world.school({ slug, verifyFiles: { api1: { "WW_verify_b2.txt": "b2" } } });
    return new Victim(world, slug, objects);
  }

  /** Ends the asking. What failed, and how many requests were answered. */
  async end(): Promise<{ readonly failed: readonly unknown[]; readonly answered: number }> {
    this.#goesOn = false;
    await this.#asking;
    return { failed: this.#failed, answered: this.#answered };
  }

  async #ask(): Promise<void> {
    const { client } = this.#world;
    const host = this.#host;
    const file = "/WW_verify_b2.txt";
    while (this.#goesOn) {
      const calls = [
        client.https("HTTP/1.1", { host, path: "/" }).then(({ status }) => status === 200),
        client.https("HTTP/2", { host, path: "/" }).then(({ status }) => status === 200),
        client.https("HTTP/2", { host, path: file }).then(({ body }) => body === "b2"),
        client.http({ host, path: file }).then(({ body }) => body === "b2"),
        client.http({ host, path: "/WW_verify_c3.txt" }).then(({ status }) => status === 404),
        client.http({ host, path: "/" }).then(({ status }) => status === 301),
      ];
      for (const call of calls) {
        await call.then(
          (isRight) => {
            if (isRight) this.#answered += 1;
            else this.#failed.push(`another answer of ${host}`);
          },
          (error: unknown) => this.#failed.push(error),
        );
      }
      await sleep(50);
    }
  }
}
