import { didYouMean } from "../../lib/nearest.ts";
import { Refusal } from "../../lib/refusal.ts";
import { command } from "../command.ts";
import type { Deps } from "../deps.ts";
import { retireAddress } from "../retire/address.ts";
import { retireRoute } from "../retire/route.ts";
import { type Leaving, type RetiringStep, takeStep } from "../retire/step.ts";
import { retireVerifyFile } from "../retire/verify-file.ts";
import { retireWhole } from "../retire/whole.ts";

/** What of a school can leave, by the word that stands for it; each with the words that name one. */
const parts: Readonly<
  Record<
    string,
    { readonly named: readonly string[]; readonly step: (leaving: Leaving, deps: Deps) => RetiringStep }
  >
> = {
  address: { named: ["key"], step: retireAddress },
  route: { named: ["key"], step: retireRoute },
  "verify-file": { named: ["route", "file"], step: retireVerifyFile },
};

/** `gate retire`: what is protected leaves in two changes, so that no single slip loses it for good. */
export const retire = command(
  {
    name: "retire",
    description:
      "Announce that a school, a platform, or something of a school leaves: its protection goes off, and it goes on serving",
  },
  {
    school: { type: "positional", required: true, description: "The school, or the platform" },
    part: {
      type: "positional",
      required: false,
      description: "What of the school: address, route, or verify-file. Default: all of it",
    },
    key: {
      type: "positional",
      required: false,
      description: "Key of the address, not the active one; of the route; of a verify file, of its route",
    },
    file: { type: "positional", required: false, description: "Name of the verify file" },
    delete: {
      type: "boolean",
      description:
        "The second step, of something of a school: remove the key. The next up releases an address's IP for good, or hands it back",
    },
    "still-trusted": {
      type: "boolean",
      description:
        "Of an address that the school has in its list: whoever gets the IP next is then trusted there",
    },
  },
  [
    "./gate retire demo",
    "./gate retire demo address a",
    "./gate retire demo address a --delete",
    "./gate retire demo address a --still-trusted",
    "./gate retire demo route api2",
    "./gate retire demo verify-file api1 WW_verify_54wuPnLpuTWkAF0Z.txt",
  ],
  ({ school, part, key, file, delete: isLast = false, "still-trusted": stillTrusted = false }, deps) => {
    const words = [key, file].filter((word) => word !== undefined);
    return takeStep(stepOf(part, { school, words, isLast, stillTrusted }, deps), deps);
  },
);

function stepOf(part: string | undefined, leaving: Leaving, deps: Deps): RetiringStep {
  if (leaving.stillTrusted && part !== "address")
    throw new Refusal("--still-trusted is said of an address", "leave it out");
  if (part === undefined) return retireWhole(leaving, deps);
  const known = Object.hasOwn(parts, part) ? parts[part] : undefined;
  if (known === undefined) {
    throw new Refusal(`${part} is nothing that a school has`, didYouMean(part, Object.keys(parts)));
  }
  const { school, words } = leaving;
  if (words.length !== known.named.length) {
    const call = `./gate retire ${school} ${part} ${known.named.map((word) => `<${word}>`).join(" ")}`;
    throw new Refusal(`${part} takes ${known.named.join(" and ")}`, `write it like ${call}`);
  }
  return known.step(leaving, deps);
}
