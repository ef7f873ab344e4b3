import { expect, test } from "vitest";
import { secrets } from "../../../policies/rules/secrets.ts";
import { findings, given, object, types } from "../support.ts";

const key = "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n";

test("passes a Secret as the engine shows it, and as a plan does", () => {
  expect(findings(secrets, [object(types.secret, "tls", { stringData: { "tls.key": key } })])).toEqual([]);
  expect(findings(secrets, [object(types.secret, "tls", {}, { secrets: ["stringData"] })])).toEqual([]);
});

test("passes a provider's own secrets, and what has none", () => {
  const provider = given("pulumi:providers:alicloud", "cloud", { secrets: ["accessKey"] });
  const plain = object(types.configMap, "content", { data: { text: "-----BEGIN CERTIFICATE-----" } });
  expect(findings(secrets, [provider, plain])).toEqual([]);
});

test("refuses a private key outside a Secret", () => {
  const open = object(types.configMap, "tls", { data: { "tls.key": key, more: ["", key] } });
  expect(findings(secrets, [open])).toEqual([
    ["tls-object", "has a secret in data.more[1]: only the data of a Secret may hold one"],
    ["tls-object", 'has a secret in data["tls.key"]: only the data of a Secret may hold one'],
  ]);
});

test("refuses a private key in a Secret's metadata", () => {
  const labelled = object(types.secret, "tls", { metadata: { annotations: { key } }, stringData: { key } });
  expect(findings(secrets, [labelled])).toEqual([
    ["tls-object", "has a secret in metadata.annotations.key: only the data of a Secret may hold one"],
  ]);
});

test("refuses a secret outside a Secret, where it is known to be one", () => {
  const leak = given(types.eip, "a-eip", { secrets: ["description"] });
  expect(findings(secrets, [leak])).toEqual([
    ["a-eip", "has a secret in description: only the data of a Secret may hold one"],
  ]);
});

test("refuses a Secret of a class whose data stays plain in the state", () => {
  const custom = object("v1:Secret", "tls", { kind: "Secret", stringData: { "tls.key": key } });
  expect(findings(secrets, [custom])).toEqual([
    ["tls-object", "is a Secret that the state would hold in the open: declare it as a core/v1 Secret"],
  ]);
});

test("refuses data of a Secret that is not known to be secret", () => {
  const plain = object(
    types.secret,
    "tls",
    { stringData: { "tls.key": key }, data: { a: "Yg==" } },
    { secrets: [] },
  );
  expect(findings(secrets, [plain])).toEqual([
    ["tls-object", "has data.a in the open: hand it over as a secret"],
    ["tls-object", 'has stringData["tls.key"] in the open: hand it over as a secret'],
  ]);
});
