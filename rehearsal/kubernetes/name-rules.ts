// What names, labels, annotations and data keys may look like, with the API server's sentences
// (k8s.io/apimachinery: api/validate/content, util/validation). Lengths count bytes.

/** What breaks a rule: one sentence each, none for a good value. */
export type NameRule = (value: string) => string[];

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const oldLabel = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelText = `(${qualified})?`;
const configKey = "[-._a-zA-Z0-9]+";
const alphanumericEnds = "and must start and end with an alphanumeric character";
const qualifiedRule = `must consist of alphanumeric characters, '-', '_' or '.', ${alphanumericEnds}`;

function matches(value: string, pattern: string): boolean {
  return new RegExp(`^${pattern}$`).test(value);
}

function rule(message: string, pattern: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

function tooLong(value: string, limit: number, unit = "bytes"): string[] {
  return Buffer.byteLength(value) > limit ? [`must be no more than ${limit} ${unit}`] : [];
}

/** An RFC 1123 label: a Namespace's name. */
export const dnsLabel: NameRule = (value) => {
  const problems = tooLong(value, 63);
  if (matches(value, label)) return problems;
  if (matches(value, subdomain)) return [...problems, "must not contain dots"];
  const message = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${alphanumericEnds}`;
  return [...problems, rule(message, label, "my-name", "123-abc")];
};

/** An RFC 1123 subdomain: most objects' name. */
export const dnsSubdomain: NameRule = (value) => {
  const problems = tooLong(value, 253);
  if (matches(value, subdomain)) return problems;
  const message = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${alphanumericEnds}`;
  return [...problems, rule(message, subdomain, "example.com")];
};

/** An RFC 1035 label: a Service's name. */
export const dns1035Label: NameRule = (value) => {
  const problems = tooLong(value, 63, "characters");
  if (matches(value, oldLabel)) return problems;
  const message =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...problems, rule(message, oldLabel, "my-name", "abc-123")];
};

/** A label's or annotation's key: a name, or a DNS subdomain, a slash and a name. */
export const labelKey: NameRule = (value) => {
  const parts = value.split("/");
  const nameRule = rule(qualifiedRule, qualified, "MyName", "my.name", "123-abc");
  if (parts.length > 2) {
    return [
      `a valid label key ${nameRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const problems = (prefix === "" ? ["must be non-empty"] : dnsSubdomain(prefix ?? "a")).map(
    (problem) => `prefix part ${problem}`,
  );
  if (name === "") problems.push("name part must be non-empty");
  else problems.push(...tooLong(name, 63).map((problem) => `name part ${problem}`));
  return matches(name, qualified) ? problems : [...problems, `name part ${nameRule}`];
};

/** A label's value. */
export const labelValue: NameRule = (value) => {
  const problems = tooLong(value, 63);
  if (matches(value, labelText)) return problems;
  const message = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${alphanumericEnds}`;
  return [...problems, rule(message, labelText, "MyValue", "my_value", "12345")];
};

/** A key of a ConfigMap's or Secret's data: it may become a file name. */
export const dataKey: NameRule = (value) => {
  const problems = tooLong(value, 253, "characters");
  if (!matches(value, configKey)) {
    const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    problems.push(rule(message, configKey, "key.name", "KEY_NAME", "key-name"));
  }
  if (value === "." || value === "..") problems.push(`must not be '${value}'`);
  else if (value.startsWith("..")) problems.push("must not start with '..'");
  return problems;
};
