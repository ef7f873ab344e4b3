import { z } from "zod";

// What fields of several kinds of stack files are made of. A message reads "<rule> → <way out>"; inspect.ts splits it there.

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/;

/** A string of one pattern, with its rule and way out. */
export const text = (pattern: RegExp, message: string) => z.string().regex(pattern, { error: message });

export const key = (what: string, longest = 30) =>
  text(
    dnsLabel,
    `${what} is lower-case letters, digits and hyphens → write it so that it could be one part of a host name`,
  ).max(longest, { error: `${what} has at most ${longest} characters → shorten it` });

export const printable = text(/^\P{C}*$/u, "this is printable text on one line → remove what cannot be seen");

/** The name of a stack: it becomes part of a namespace, of tags and of a file name. */
export const slug = key("a slug", 40);

/** The key of an address in a school's stack file: its name, which never changes. */
export const addressKey = key("an address key", 20);

export const host = text(
  dnsName,
  "a host is a full lower-case DNS name without scheme, port or path → write it like api1.xxxedu.cn (a Chinese name in its xn-- form)",
);
/** The first of two steps of what is protected: its protection goes off, and it can be removed next. */
export const retired = (description: string) =>
  z
    .literal(true, { error: "retired is true or left out → write retired: true, or take it out" })
    .optional()
    .meta(field(description, true));
/** An IPv4 block. */
export const cidr = text(
  /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\/(3[0-2]|[12]?\d)$/,
  "a block is a.b.c.d/n, of numbers up to 255 and a prefix up to 32 → write it like 10.20.8.0/24",
);
export const zone = text(
  /^[a-z]+-[a-z0-9-]+$/,
  "a zone is an Alibaba Cloud zone id → write it like cn-hangzhou-i",
);
export const ipv4 = text(
  /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/,
  "a trusted IP is one public IPv4 address; WeCom takes no range and no IPv6 → write it like 47.111.68.103",
);
export const id = (prefix: string, what: string) =>
  text(new RegExp(`^${prefix}-[a-z0-9]+$`), `${what} begins with ${prefix}- → copy it from the console`);

/** What an editor and docs/stack-file.md say of a field: its meaning and rule, and an example. */
export const field = (
  description: string,
  example: unknown,
): { description: string; examples: unknown[] } => ({
  description,
  examples: [example],
});
