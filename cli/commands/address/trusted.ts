import { Refusal } from "../../../lib/refusal.ts";
import { command } from "../../command.ts";
import { removeIn, setIn } from "../../edit-yaml.ts";
import { changeStack, inSchool, textOf } from "../../stack-edit.ts";
import { knownAddress } from "./known-address.ts";

/** `gate address trusted`: writes down what the school did in WeCom's console, which no API can be asked for. */
export const trustAddress = command(
  {
    name: "address trusted",
    description: "Write down that the school has an address in WeCom's trusted IPs (企业可信IP)",
  },
  {
    school: { type: "positional", required: true, description: "The school, which has confirmed it" },
    key: { type: "positional", required: true, description: "Key of the address" },
    remove: { type: "boolean", description: "The other way round: the school has taken it off its list" },
  },
  ["./gate address trusted demo c", "./gate address trusted demo a --remove"],
  ({ school, key, remove }, deps) => {
    const { stack, address } = knownAddress(school, key, deps);
    const { trusted, active } = stack.school.egress;
    const text = textOf(stack, deps);
    const index = trusted.indexOf(key);
    const list = inSchool("egress", "trusted");
    const say = (...lines: string[]): 0 => {
      deps.stdout.write(`${lines.join("\n")}\n`);
      return 0;
    };
    if (!remove) {
      if (index >= 0) return say(`${stack.file} has ${key} among trusted already.`);
      const edited =
        trusted.length === 0 ? setIn(text, list, [key]) : setIn(text, [...list, trusted.length], key);
      changeStack(stack, edited, `${key} trusted`, deps);
      const isOwn = !("external" in address) && key !== active;
      return say(
        `${stack.file} now says that the school trusts ${key}. Nothing changes in the cloud.`,
        ...(isOwn ? [`Next, when ${active} is blocked: ./gate swap ${school} --to ${key}`] : []),
      );
    }
    if (index < 0) return say(`${stack.file} has ${key} not among trusted.`);
    if (key === active) {
      throw new Refusal(
        `${key} is the active address: without it, WeCom answers every call with errcode 60020`,
        `swap to another one first: ./gate swap ${school} --to <key>`,
      );
    }
    const isMarked = "retired" in address && address.retired !== undefined;
    const rest = removeIn(text, [...list, index]);
    const edited = isMarked ? setIn(rest, inSchool("egress", "addresses", key, "retired"), true) : rest;
    changeStack(stack, edited, `${key} not trusted`, deps);
    return say(
      `${stack.file} now says that the school does not trust ${key}. Nothing changes in the cloud.`,
      `Next, to give the address up: ./gate retire ${school} address ${key}${isMarked ? " --delete" : ""}`,
    );
  },
);
