import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { credentialIn, isSecretName, isWecomSecret } from "../../../infra/config/credentials.ts";
import { example } from "../../support/stack-files.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const sec1 = privateKey.export({ format: "der", type: "sec1" });
const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");

describe("what a credential looks like", () => {
  test.each<[title: string, kind: string | undefined, text: string]>([
    ["PEM", "a private key", pem],
    ["PEM on one line", "a private key", pem.replaceAll("\n", "\\n")],
    ["base64 of PEM", "a private key", base64(pem)],
    ["base64 of PEM over lines", "a private key", base64(pem).replaceAll(/.{40}/g, "$&\n")],
    ["base64url of PEM", "a private key", Buffer.from(pem).toString("base64url")],
    ["base64 of base64 of PEM", "a private key", base64(base64(pem))],
    ["hexadecimal of PEM", "a private key", Buffer.from(pem).toString("hex")],
    ["PEM in percent signs", "a private key", encodeURIComponent(pem)],
    ["PKCS #8 in DER", "a private key", base64(privateKey.export({ format: "der", type: "pkcs8" }))],
    ["SEC 1 in DER", "a private key", base64(sec1)],
    ["SEC 1 in DER, hexadecimal", "a private key", sec1.toString("hex")],
    ["JWK", "a private key", JSON.stringify(privateKey.export({ format: "jwk" }))],
    ["an access key", "an access key of Alibaba Cloud", "LTAI5tExampleExampleExam"],
    ["a token", "a token", "ghp_0123456789abcdefghij0123456789abcdef"],
    ["a JWT", "a token", "eyJhbGciOiJSUzI1NiJ9.example.example"],
    ["a URL", "a password in a URL", "https://user:example@registry.example.com/"],
    ["a header", "an authorization header", "Authorization: Basic ZXhhbXBsZTpleGFtcGxl"],
    ["a kubeconfig", "credentials", "users:\n  - user:\n      client-key-data: LS0tLS1C\n"],
    ["a public key", undefined, publicKey.export({ format: "pem", type: "spki" }).toString()],
    ["a URL of nobody", undefined, "https://registry.example.com:8443/a@b"],
    ["a hash", undefined, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ["a verify file's code", undefined, "54wuPnLpuTWkAF0Z"],
  ])("%s", (_title, kind, text) => {
    expect(credentialIn(text)).toBe(kind);
  });

  test("nothing that the examples have in the clear", () => {
    const texts: string[] = [];
    for (const name of ["demo", "hz", "lakeside", "northgate"]) {
      JSON.stringify(example(name), (key, value: unknown) => {
        if (typeof value === "string" && key !== "secure") texts.push(value);
        return value;
      });
    }
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter((text) => credentialIn(text) !== undefined || isWecomSecret(text))).toEqual([]);
  });

  test("any nesting of the encodings, three deep", () => {
    const encodings = [base64, (text: string) => Buffer.from(text).toString("hex"), encodeURIComponent];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...encodings), { maxLength: 3 }), (chosen) => {
        expect(credentialIn(chosen.reduce((text, encode) => encode(text), pem))).toBe("a private key");
      }),
    );
  });
});

test.each([
  ...[
    "secretKey",
    "secret_key",
    "wecomSecret",
    "accessKey",
    "password",
    "db-password",
    "apiKey",
    "authToken",
  ],
  ...["token", "client-key-data", "kubeconfig", "dsn", "JWT", "encryptionKey"],
])("%s is the name of a credential", (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each([
  ...[
    "secretName",
    "accessKeyId",
    "tokenUrl",
    "credentialsFile",
    "sharedCredentialsUri",
    "region",
    "context",
  ],
  ...["keyspace", "profile", "tokenTtl"],
])("%s is none", (name) => {
  expect(isSecretName(name)).toBe(false);
});

test("the Secret of an app has 43 characters of three kinds", () => {
  expect(["x0-_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abc", "x".repeat(43), "A1b"].map(isWecomSecret)).toEqual([
    true,
    false,
    false,
  ]);
});
