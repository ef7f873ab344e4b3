import { Agent, request } from "node:https";
import { isIP } from "node:net";
import { jsonOf } from "../../lib/json.ts";
import { isRecord } from "../../lib/value.ts";
import type { Network } from "./network.ts";
import type { ProbeTexts } from "./texts/en.ts";
import { codeOf, unreached } from "./unreached.ts";
import type { Via } from "./via.ts";

/** WeCom's API. Its addresses change: it is always looked up. */
export const wecomHost = "qyapi.weixin.qq.com";

/** What is kept of an answer. Its text is not: it may repeat what was sent. */
export interface WeComAnswer {
  readonly errcode: number;
  /** Where WeCom saw the call come from, IPv4 or IPv6; only errors tell. */
  readonly fromIp?: string;
}

/** Why WeCom's answer is not known. Says nothing about the school. */
export class WeComUnknown extends Error {
  override readonly name = "WeComUnknown";
}

/** A way to call WeCom's API. */
export type WeComCall = typeof callWeCom;

/** Milliseconds: six calls an hour at most. */
const callAgainAfter = 10 * 60_000;

const mostBytes = 65_536;

/**
 * Makes one GET call to WeCom's API.
 *
 * @param path with its query, which is neither logged nor part of any error
 * @throws {WeComUnknown} when there is no answer, or none of WeCom's
 */
export async function callWeCom(
  path: string,
  via: Via,
  network: Network,
  texts: ProbeTexts,
): Promise<WeComAnswer> {
  const { status, body } = await get(path, via, network).catch((error: unknown) => {
    throw new WeComUnknown(reasonOf(error, via, texts));
  });
  const answer = jsonOf(body);
  if (!isRecord(answer) || typeof answer.errcode !== "number") {
    throw new WeComUnknown(texts.wecom.notWeCom(wecomHost, status));
  }
  const fromIp = /from ip: ([\da-f.:]*[\da-f])/i.exec(String(answer.errmsg))?.[1] ?? "";
  return { errcode: answer.errcode, ...(isIP(fromIp) === 0 ? {} : { fromIp }) };
}

/**
 * A way to call WeCom that makes a call again only after a while and gives its last answer until then: failed calls
 * count against the school, and whoever watches asks often.
 */
export function rarely(call: WeComCall, network: Network): WeComCall {
  const answers = new Map<string, { readonly at: number; readonly answer: WeComAnswer }>();
  return async (path, via, asked, texts) => {
    const known = answers.get(path);
    if (known && network.elapsed() - known.at < callAgainAfter) return known.answer;
    const answer = await call(path, via, asked, texts);
    answers.set(path, { at: network.elapsed(), answer });
    return answer;
  };
}

function get(path: string, via: Via, network: Network): Promise<{ status: number; body: string }> {
  const ca = network.roots;
  const options =
    via === "direct"
      ? { ...network.route(wecomHost, 443), agent: new Agent({ ca }) }
      : { host: wecomHost, port: 443, agent: new Agent({ ca, proxyEnv: { HTTPS_PROXY: via.proxy } }) };
  return new Promise((resolve, reject) => {
    const call = request({
      ...options,
      path,
      servername: wecomHost,
      headers: { host: wecomHost },
      signal: network.deadline(),
    });
    call.on("error", reject);
    call.on("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("error", reject);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= mostBytes) chunks.push(chunk);
      });
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    });
    call.end();
  });
}

function reasonOf(error: unknown, via: Via, texts: ProbeTexts): string {
  const { wecom } = texts;
  const code = codeOf(error);
  const way = via === "direct" ? wecomHost : wecom.proxy(via.proxy);
  if (code === "ERR_PROXY_TUNNEL") {
    const status =
      isRecord(error) && typeof error.statusCode === "number" ? ` (HTTP ${error.statusCode})` : "";
    return wecom.notThrough(way, wecomHost, status);
  }
  if (code !== undefined && /CERT|ALTNAME|SIGNATURE/.test(code)) {
    return wecom.noCertificate(wecomHost, code);
  }
  return `${way}: ${unreached(error, texts).reason}`;
}
