import { inspect } from "../../../infra/config/inspect.ts";
import type { AddressConfig } from "../../../infra/config/school-schema.ts";
import { addressKey } from "../../../infra/config/shapes.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { command } from "../../command.ts";
import { setIn } from "../../edit-yaml.ts";
import { changeStack, inSchool, soundSchool, textOf } from "../../stack-edit.ts";

/** `gate address add`: one more standby. It serves nobody until the school has listed it and a swap makes it active. */
export const addAddress = command(
  { name: "address add", description: "Give a school one more address: a standby, allocated or adopted" },
  {
    school: { type: "positional", required: true, description: "The school" },
    key: {
      type: "string",
      valueHint: "key",
      description: "Its key, which never changes. Default: the next letter",
    },
    adopt: {
      type: "string",
      valueHint: "eip-…",
      description: "Adopt this elastic IP, which exists and is not bound. Default: allocate one",
    },
  },
  ["./gate address add demo", "./gate address add lakeside --key c --adopt eip-bp1lakeside00000002"],
  ({ school, key: wanted, adopt }, deps) => {
    const stack = soundSchool(school, deps);
    const { addresses } = stack.school.egress;
    const key = wanted ?? nextKey(Object.keys(addresses));
    const [wrongKey] = inspect(addressKey, key, []).findings;
    if (wrongKey) throw new Refusal(`--key ${key}: ${wrongKey.rule}`, wrongKey.fix);
    if (Object.hasOwn(addresses, key)) {
      throw new Refusal(
        `${school} has an address ${key} already`,
        "choose another key, or leave --key out: a key belongs to one IP for as long as the school has it",
      );
    }
    const value: AddressConfig = adopt === undefined ? {} : { allocationId: adopt };
    const text = setIn(textOf(stack, deps), inSchool("egress", "addresses", key), value);
    changeStack(stack, text, `the address ${key}`, deps);
    const takes = adopt === undefined ? "allocates it and binds it" : `adopts ${adopt} and binds it`;
    deps.stdout.write(
      [
        `${stack.file} now has the address ${key}, a standby.`,
        `Next: pulumi up -s ${school}, which ${takes}; its IP is egressIps.${key} in the outputs.`,
        `Then the school adds that IP to 企业可信IP, and after a minute: ./gate address trusted ${school} ${key}`,
        "",
      ].join("\n"),
    );
    return 0;
  },
);

/** The letter after the last one in use: the key of an address that is gone is not given out again while it can be helped. */
function nextKey(keys: readonly string[]): string {
  const last = keys
    .filter((key) => /^[a-z]$/.test(key))
    .sort()
    .at(-1);
  const next = last === undefined ? "a" : String.fromCharCode(last.charCodeAt(0) + 1);
  if (next <= "z") return next;
  throw new Refusal("the letters are used up", "choose a key with --key");
}
