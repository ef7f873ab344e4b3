import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runGate } from "../support/gate.ts";
import { stackFiles } from "../support/stack-files.ts";

test("gate cloud up prints what a shell needs, until gate cloud down", async () => {
  const root = stackFiles();
  onTestFinished(async () => {
    await runGate(root, ["cloud", "down"]);
  });
  expect(await runGate(root, ["cloud", "status"])).toEqual({
    code: 1,
    stdout: "",
    stderr: "cloud: it is down\n",
  });
  expect(await runGate(root, ["cloud", "status", "--json"])).toEqual({
    ...{ code: 1, stdout: '{\n  "state": "down"\n}\n', stderr: "cloud: it is down\n" },
  });

  const up = await runGate(root, ["cloud", "up"]);
  const folder = join(root, ".rehearsal", "_cloud");
  const port = /on 127\.0\.0\.1:(\d+);/.exec(up.stderr)?.[1] ?? "";
  const said = `cloud: it serves on 127.0.0.1:${port}; its calls are in ${join(folder, "calls.jsonl")}\n`;
  expect(up).toEqual({ code: 0, stdout: expect.any(String), stderr: said });
  // A shell of somebody who has real credentials.
  const seen = execFileSync("sh", ["-c", `${up.stdout} env`], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ALICLOUD_ACCESS_KEY: "LTAI-real", ALIBABA_CLOUD_SECURITY_TOKEN: "real" },
  });
  const variables = Object.fromEntries(
    seen.split("\n").flatMap((line) => (/^(ALI|SSL|NODE_EXTRA)/.test(line) ? [line.split(/=(.*)/s, 2)] : [])),
  ) as Record<string, string>;
  const endpoints = ["VPC", "ECS", "BSSOPENAPI", "STS", "LOCATION"].map(
    (name) => `ALIBABA_CLOUD_ENDPOINT_${name}`,
  );
  const emptied = Object.keys(variables).filter((name) => variables[name] === "");
  const environment = {
    ...Object.fromEntries(endpoints.map((name) => [name, `127.0.0.1:${port}`])),
    ...{ ALIBABA_CLOUD_ACCESS_KEY_ID: "stand-in", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "stand-in" },
    SSL_CERT_FILE: join(folder, "trust.pem"),
    NODE_EXTRA_CA_CERTS: join(folder, "certificate.pem"),
    ...Object.fromEntries(emptied.map((name) => [name, ""])),
  };
  expect(variables).toEqual(environment);
  expect(emptied).toEqual(expect.arrayContaining(["ALICLOUD_ACCESS_KEY", "ALIBABA_CLOUD_SECURITY_TOKEN"]));

  expect(await runGate(root, ["cloud", "status"])).toEqual({ ...up, stderr: said });
  const json = await runGate(root, ["cloud", "up", "--json"]);
  expect({ ...json, stdout: JSON.parse(json.stdout) }).toEqual({
    ...{ code: 0, stderr: said },
    stdout: { state: "up", port: Number(port), environment, log: join(folder, "calls.jsonl"), folder },
  });
  expect(await runGate(root, ["cloud", "down"])).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(await runGate(root, ["cloud", "down"])).toEqual({
    ...{ code: 0, stdout: "", stderr: "cloud: it is not up\n" },
  });
});

test("gate cloud up refuses a port that is none, and one that is in use", async () => {
  const root = stackFiles();
  expect(await runGate(root, ["cloud", "up", "--port", "65536"])).toEqual({
    ...{ code: 1, stdout: "" },
    stderr: "error  --port 65536 is no port\n  fix  give a number from 1 to 65535\n",
  });
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
  });
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address() as { port: number };
  expect(await runGate(root, ["cloud", "up", "--port", `${port}`])).toEqual({
    ...{ code: 1, stdout: "" },
    stderr: `error  port ${port} of 127.0.0.1 is in use\n  fix  choose another, or leave --port out for a free one\n`,
  });
});

test("gate cloud up leaves out what stack files with problems refer to", async () => {
  const root = stackFiles({ broken: "config: {}\n" });
  onTestFinished(async () => {
    await runGate(root, ["cloud", "down"]);
  });
  const { code, stderr } = await runGate(root, ["cloud", "up"]);
  expect({ code, stderr: stderr.split("\n")[0] }).toEqual({
    code: 0,
    stderr: "cloud: without what 1 files with problems refer to; ./gate check shows them",
  });
});
