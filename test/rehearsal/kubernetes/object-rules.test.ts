import { describe, expect, it } from "vitest";
import { kindOf } from "../../../rehearsal/kubernetes/kinds.ts";
import { objectErrors } from "../../../rehearsal/kubernetes/object-rules.ts";
import { unknown } from "../../../rehearsal/values.ts";

function errorsOf(kind: string, metadata: object, content: object = {}) {
  return objectErrors(kindOf("v1", kind), { apiVersion: "v1", kind, metadata, ...content }).map(
    ({ field, problem }) => `${field}: ${problem}`,
  );
}

const namespace = "school-demo";
const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomainRule = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${label}(\\.${label})*')`;
const labelRule = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
const keyRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

describe("metadata", () => {
  it.each<[string, string, object, string[]]>([
    [
      "no name",
      "ConfigMap",
      { namespace },
      ["metadata.name: Required value: name or generateName is required"],
    ],
    [
      "capitals",
      "ConfigMap",
      { namespace, name: "API1" },
      [`metadata.name: Invalid value: "API1": ${subdomainRule}`],
    ],
    ["253 bytes", "ConfigMap", { namespace, name: "a".repeat(253) }, []],
    [
      "254 bytes",
      "ConfigMap",
      { namespace, name: "a".repeat(254) },
      [`metadata.name: Invalid value: "${"a".repeat(254)}": must be no more than 253 bytes`],
    ],
    [
      "dots in a Namespace",
      "Namespace",
      { name: "a.b" },
      ['metadata.name: Invalid value: "a.b": must not contain dots'],
    ],
    ["a bad Namespace", "Namespace", { name: "-a" }, [`metadata.name: Invalid value: "-a": ${labelRule}`]],
    [
      "64 bytes of Namespace",
      "Namespace",
      { name: "a".repeat(64) },
      [`metadata.name: Invalid value: "${"a".repeat(64)}": must be no more than 63 bytes`],
    ],
    [
      "a Service that starts with a digit",
      "Service",
      { namespace, name: "1a" },
      [
        `metadata.name: Invalid value: "1a": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
      ],
    ],
    [
      "a namespace on a Namespace",
      "Namespace",
      { name: "a", namespace },
      ["metadata.namespace: Forbidden: not allowed on this type"],
    ],
    [
      "a label's value",
      "ConfigMap",
      { name: "a", namespace, labels: { school: "示例大学" } },
      [
        `metadata.labels: Invalid value: "示例大学": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      ],
    ],
    [
      "labels' keys",
      "ConfigMap",
      { name: "a", namespace, labels: { "/a": "", "a/b/c": "", a_: "", "Ab/c": "", "x/": "" } },
      [
        'metadata.labels: Invalid value: "/a": prefix part must be non-empty',
        `metadata.labels: Invalid value: "a/b/c": a valid label key ${keyRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
        `metadata.labels: Invalid value: "a_": name part ${keyRule}`,
        `metadata.labels: Invalid value: "Ab/c": prefix part ${subdomainRule}`,
        'metadata.labels: Invalid value: "x/": name part must be non-empty',
        `metadata.labels: Invalid value: "x/": name part ${keyRule}`,
      ],
    ],
    [
      "annotations' keys, whose case does not matter",
      "ConfigMap",
      { name: "a", namespace, annotations: { "Ab/c": "示例大学", "b c": "" } },
      [`metadata.annotations: Invalid value: "b c": name part ${keyRule}`],
    ],
    [
      "256 KiB of annotations",
      "ConfigMap",
      { name: "a", namespace, annotations: { a: "x".repeat(262_143) } },
      [],
    ],
    [
      "more annotations than that",
      "ConfigMap",
      { name: "a", namespace, annotations: { a: "x".repeat(262_144) } },
      ["metadata.annotations: Too long: may not be more than 262144 bytes"],
    ],
    ["what is not known", "ConfigMap", { name: unknown, namespace: unknown, labels: { a: unknown } }, []],
    [
      "an unknown field",
      "Namespace",
      { name: "a", label: {} },
      ['metadata.label: unknown field "metadata.label"'],
    ],
  ])("%s", (_what, kind, metadata, errors) => {
    expect(errorsOf(kind, metadata)).toEqual(errors);
  });
});

describe("data", () => {
  const metadata = { name: "a", namespace };
  const mebibyte = 1024 * 1024;

  it("holds 1 MiB and no more, counted decoded", () => {
    const bytes = (size: number) => Buffer.alloc(size).toString("base64");
    expect(errorsOf("ConfigMap", metadata, { data: { a: "x".repeat(mebibyte) } })).toEqual([]);
    const tooMuch = { data: { a: "x".repeat(mebibyte) }, binaryData: { b: bytes(1) } };
    expect(errorsOf("ConfigMap", metadata, tooMuch)).toEqual([
      "[]: Too long: may not be more than 1048576 bytes",
    ]);
    expect(errorsOf("Secret", metadata, { data: { a: bytes(mebibyte) } })).toEqual([]);
    expect(errorsOf("Secret", metadata, { data: { a: bytes(mebibyte + 1) } })).toEqual([
      "data: Too long: may not be more than 1048576 bytes",
    ]);
  });

  it.each([
    ["", undefined],
    ["eA==", undefined],
    ["eHh4", undefined],
    ["eHg=", undefined],
    ["eHh4\neHg=", undefined],
    ["e", 0],
    ["eHh4eA", 4],
    ["eHh4=", 4],
    ["e===", 1],
    ["eHh4 eHh4", 4],
    ["eA==eA==", 2],
  ])("base64 %j", (text, byte) => {
    const problem = `data.a: illegal base64 data at input byte ${byte}`;
    expect(errorsOf("Secret", metadata, { data: { a: text } })).toEqual(byte === undefined ? [] : [problem]);
  });

  it("of a TLS Secret has both keys", () => {
    expect(errorsOf("Secret", metadata, { type: "kubernetes.io/tls", data: { "tls.crt": "" } })).toEqual([
      "data[tls.key]: Required value",
    ]);
  });

  it.each([".", "..", "..a"])("has no key %s", (key) => {
    const problem = key === "..a" ? "must not start with '..'" : `must not be '${key}'`;
    expect(errorsOf("ConfigMap", metadata, { data: { [key]: "" } })).toEqual([
      `data[${key}]: Invalid value: "${key}": ${problem}`,
    ]);
  });
});
