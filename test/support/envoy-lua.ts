import { LuaFactory } from "wasmoon";

/** A header as it stands on the wire; of one name there may be several. */
export type Header = readonly [name: string, value: string];

const machines = new LuaFactory();

/**
 * Runs a script's `envoy_on_response` on an answer's headers and gives back what is left of them. The machine is Lua 5.4,
 * Envoy's is LuaJIT (5.1): patterns and tables, all that a script of ours uses, are the same in both.
 */
export async function answerThrough(script: string, headers: readonly Header[]): Promise<Header[]> {
  const lua = await machines.createEngine();
  try {
    const answer = new Headers(headers);
    lua.doStringSync(script);
    lua.global.get("envoy_on_response")({ headers: () => answer });
    return answer.all;
  } finally {
    lua.global.close();
  }
}

/** Envoy's header object, as far as its documentation of the Lua filter defines what scripts here call. */
class Headers {
  all: Header[];

  constructor(headers: readonly Header[]) {
    this.all = [...headers];
  }

  /** The value, several joined by commas; nil where there is none. */
  get(name: string): string | undefined {
    const values = this.#values(name);
    return values.length === 0 ? undefined : values.join(",");
  }

  getNumValues(name: string): number {
    return this.#values(name).length;
  }

  /** One of several values, counted from 0. */
  getAtIndex(name: string, index: number): string | undefined {
    return this.#values(name)[index];
  }

  add(name: string, value: string): void {
    this.all.push([name, value]);
  }

  remove(name: string): void {
    this.all = this.all.filter(([each]) => !same(each, name));
  }

  replace(name: string, value: string): void {
    const at = this.all.findIndex(([each]) => same(each, name));
    this.remove(name);
    this.all.splice(at < 0 ? this.all.length : at, 0, [name, value]);
  }

  #values(name: string): string[] {
    return this.all.filter(([each]) => same(each, name)).map(([, value]) => value);
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
