import { Refusal } from "../../lib/refusal.ts";

/** The way to WeCom: through an HTTP proxy (CONNECT) in the pinned network, or straight from a machine that is in it. */
export type Via = { readonly proxy: string } | "direct";

/** Reads `--via`. @throws {Refusal} when it is neither `direct` nor a proxy's address */
export function parseVia(text: string): Via {
  if (text === "direct") return "direct";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // What else a URL can hold has no meaning here; a password would end up in shell histories.
  if (url?.protocol !== "http:" || url.port === "" || `${url.origin}/` !== url.href) {
    throw new Refusal(
      "--via is a proxy as http://host:port, or direct",
      "name the school's relay, such as --via http://127.0.0.1:3128 behind kubectl port-forward",
    );
  }
  return { proxy: url.origin };
}
