import { checkServerIdentity, connect, type TLSSocket } from "node:tls";
import { dateOf } from "../../lib/certificate-chain.ts";
import type { Network } from "./network.ts";
import { type About, fail, noAnswer, notYet, pass, type Result } from "./result.ts";
import type { ProbeTexts } from "./texts/en.ts";
import { codeOf, type Unreached, unreached } from "./unreached.ts";

/** What a host showed in a TLS handshake. */
export interface Handshake {
  readonly protocol: string;
  /** Why the chain is not trusted, as OpenSSL's code; `undefined`: it is. */
  readonly distrust: string | undefined;
  /** Whether the certificate is for the host. */
  readonly namesHost: boolean;
  /** The names that it is for. */
  readonly names: string;
  /** Whether HTTP/2 is spoken, which it was asked for. */
  readonly http2: boolean;
  /** Which of the school's other hosts it is for too. */
  readonly shared: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const day = 24 * 60 * 60 * 1000;

/** With fewer days left, renewal is overdue: cert-manager renews when a third of the lifetime is left. */
const leastDays = 10;

/**
 * Makes a TLS handshake by IPv4 as a browser would.
 *
 * @param others the school's other hosts
 * @param issued by the platform's issuer, not brought by the school
 */
export async function tlsCheck(
  host: string,
  others: readonly string[],
  issued: boolean,
  network: Network,
  now: Date,
  texts: ProbeTexts,
): Promise<Result> {
  const seen = await shakeHands(host, host, others, network, texts).catch((error: unknown) =>
    unreached(error, texts),
  );
  return judgeTls(host, issued, seen, now, texts);
}

/** Judges a handshake: chain, names, days left and protocol. */
function judgeTls(
  host: string,
  issued: boolean,
  seen: Handshake | Unreached,
  now: Date,
  texts: ProbeTexts,
): Result {
  const { tls, list } = texts;
  const about: About = { check: "tls", subject: host, expected: tls.expected };
  if ("side" in seen) {
    if (seen.side === "here") return noAnswer(about, seen, texts);
    // Envoy cuts a handshake off whose host has no certificate yet.
    const next = issued ? tls.waitForIssuer : tls.bringUp;
    return notYet(about, { found: seen.reason, next, whose: "platform" });
  }
  const { distrust, namesHost, names, notBefore, notAfter, protocol, http2, shared } = seen;
  const renew = issued ? tls.seeIssuer : tls.setNew;
  const wrong = (found: string, next: string): Result =>
    fail(about, { found, next, whose: issued || next !== renew ? "platform" : "school network admin" });
  const days = Math.floor((notAfter.getTime() - now.getTime()) / day);
  if (days < 0) return wrong(tls.expired(dateOf(notAfter)), renew);
  if (!namesHost) {
    return wrong(tls.otherNames(names), tls.seeWhat);
  }
  if (distrust !== undefined) {
    return wrong(tls.distrusted(distrust), tls.wholeChain);
  }
  const lifetime = notAfter.getTime() - notBefore.getTime();
  if (days < Math.min(leastDays, lifetime / day / 6)) {
    return wrong(tls.daysLeft(days, dateOf(notAfter)), renew);
  }
  // A browser would ask for the other host on this one's connection, which leads to this one's upstream.
  const alone = http2 || shared.length === 0 ? "" : tls.http1(list(shared));
  return pass(about, `${tls.fine(protocol, names, days)}${alone}`);
}

/** A TLS handshake for a host, with the host itself (by IPv4) or one of its addresses. */
export function shakeHands(
  host: string,
  address: string,
  others: readonly string[],
  network: Network,
  texts: ProbeTexts,
): Promise<Handshake> {
  const signal = network.deadline();
  const { roots: ca } = network;
  return new Promise((resolve, reject) => {
    const target = { ...network.route(address, 443), family: 4 };
    const socket = connect({
      ...target,
      servername: host,
      ALPNProtocols: ["h2", "http/1.1"],
      // Looked at afterwards, so that the report says what is wrong and not only that something is.
      rejectUnauthorized: false,
      ...(ca === undefined ? {} : { ca }),
    });
    const stop = (): void => {
      socket.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    socket.on("error", reject);
    socket.on("close", () => signal.removeEventListener("abort", stop));
    socket.on("secureConnect", () => {
      resolve(handshake(host, others, socket, texts));
      socket.destroy();
    });
  });
}

function handshake(
  host: string,
  others: readonly string[],
  socket: TLSSocket,
  { tls }: ProbeTexts,
): Handshake {
  const certificate = socket.getPeerCertificate();
  const names = (name: string): boolean => checkServerIdentity(name, certificate) === undefined;
  // Null where there is none, whatever its type says.
  const error: Error | string | null | undefined = socket.authorizationError;
  return {
    protocol: socket.getProtocol() ?? "unknown",
    distrust: error ? String(error instanceof Error ? (codeOf(error) ?? error.message) : error) : undefined,
    namesHost: names(host),
    names: certificate.subjectaltname?.replaceAll("DNS:", "") ?? tls.noName,
    http2: socket.alpnProtocol === "h2",
    shared: others.filter(names),
    notBefore: new Date(certificate.valid_from),
    notAfter: new Date(certificate.valid_to),
  };
}
