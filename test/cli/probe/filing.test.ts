import { createServer, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { filingCheck } from "../../../cli/probe/filing.ts";
import { getter } from "../../../cli/probe/http.ts";
import { publicNetwork } from "../../../cli/probe/network.ts";
import { en } from "../../../cli/probe/texts/en.ts";
import { judgeVerifyFile } from "../../../cli/probe/verify-file.ts";
import { listening, portOf } from "../../support/web-server.ts";

const [host, gateway] = ["api1.xxxedu.cn", "gw-hz.campus.example.com"];
const about = { check: "filing", subject: host, expected: "no block for want of an ICP filing" };
const block = {
  state: "fail",
  waiting: false,
  next: "file xxxedu.cn with Alibaba Cloud besides its present filing (接入备案); where that is done, ask again in a day",
  whose: "school network admin",
};
/** Alibaba Cloud's block page, cut down to what it is known by. */
const page = `<html>
<title>Non-compliance ICP Filing</title>
<script>window.onload = () => { mainFrame.src = "http://www.aliyun.com/beian/beian-block?id=1" }</script>
</html>
`;
const response = (status: string, body: string, ...headers: string[]): string =>
  [
    `HTTP/1.1 ${status}`,
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    "",
    body,
  ].join("\r\n");

/** Asks a server of :80 that answers by the name that it is called by; `undefined`: it cuts the connection off. */
async function asked(answers: Readonly<Record<string, string | undefined>>) {
  const names: string[] = [];
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      const name = /^host: (.*)\r$/im.exec(data.toString())?.[1] ?? "";
      names.push(name);
      const answer = answers[name];
      if (answer === undefined) socket.resetAndDestroy();
      else socket.end(answer);
    });
  });
  await listening(server);
  onTestFinished(() => {
    server.close();
  });
  const route = () => ({ host: "127.0.0.1", port: portOf(server) });
  const get = getter({ ...publicNetwork, route }, en);
  return { result: await filingCheck(get, host, "xxxedu.cn", gateway, en), names };
}

test.each([
  ["a redirect", response("301 Moved Permanently", "", `Location: https://${host}/`)],
  ["a refusal of somebody else's", response("403 Forbidden", "no", "Server: nginx")],
  ["a page that is served as Beaver", response("200 OK", page, "Server: Beaver")],
])("%s is no block", async (_, answer) => {
  expect(await asked({ [host]: answer })).toEqual({
    result: { ...about, state: "pass", found: "no block seen on :80" },
    names: [host],
  });
});

test.each([
  ["by its server", response("403 Forbidden", "域名暂时无法访问", "Server: Beaver")],
  ["by its frame", response("403 Forbidden", page)],
])("a block page is known %s", async (_, answer) => {
  expect((await asked({ [host]: answer })).result).toEqual({
    ...about,
    ...block,
    found: "Alibaba Cloud's block page (403) on :80",
  });
});

test("a connection that is cut off for the host's name alone is a block", async () => {
  expect(await asked({ [gateway]: response("404 Not Found", "") })).toEqual({
    result: { ...about, ...block, found: `:80 is cut off for this name, and not for ${gateway}` },
    names: [host, gateway],
  });
});

test("one that is cut off for every name is not", async () => {
  expect((await asked({})).result).toEqual({
    ...about,
    state: "could not ask",
    found: "the connection is cut off",
    next: "see the dns, tcp and tls checks",
    whose: "platform",
  });
});

test("a verify file's place that the block page takes is told from a firewall's", () => {
  const answer = { status: 403, headers: { server: "Beaver" }, body: Buffer.from(page), milliseconds: 1 };
  expect(judgeVerifyFile(`http://${host}/WW_verify_A.txt`, "A", answer, en)).toMatchObject({
    state: "fail",
    found: "403, Alibaba Cloud's block page",
    next: "see the filing check",
  });
});
