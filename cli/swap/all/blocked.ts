import { blockOf } from "../../../lib/cidr-block.ts";
import { Refusal } from "../../../lib/refusal.ts";

/** The addresses that WeCom does not take any more. */
export interface Blocked {
  /** As they were given, each once. */
  readonly texts: readonly string[];
  readonly has: (ip: string) => boolean;
}

/**
 * Reads addresses and blocks of addresses, joined by commas: `203.0.113.7,198.51.100.0/24`.
 *
 * @throws {Refusal} that names what is neither, and a block that says less than it seems to
 */
export function parseBlocked(text: string): Blocked {
  const texts = [...new Set(text.split(",").map((part) => part.trim()))];
  const blocks = texts.map((part) => {
    const block = blockOf(part.includes("/") ? part : `${part}/32`);
    if (block === undefined)
      throw new Refusal(
        `--from-blocked has "${part}", which is neither an IPv4 address nor a block of them`,
        "write them as 203.0.113.7,198.51.100.0/24",
      );
    if (part.includes("/") && part !== block.aligned)
      throw new Refusal(
        `--from-blocked has ${part}, and the block that it lies in begins at ${block.aligned}`,
        `write ${block.aligned} for the whole block, or ${part.split("/", 1)[0]} for the address`,
      );
    return block;
  });
  const has = (ip: string): boolean => {
    const { start } = blockOf(`${ip}/32`) ?? { start: Number.NaN };
    return blocks.some((block) => block.start <= start && start <= block.end);
  };
  return { texts, has };
}
