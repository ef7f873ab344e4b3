import { version } from "../support/pulumi-cli.ts";

/** Says once, before the tests of Pulumi's own engine, why all of them are skipped. */
export default function setup(): void {
  if (version === undefined) console.log("The engine suite is skipped: there is no pulumi on PATH.");
}
