import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type Answer, decode, encode, type Packet } from "dns-packet";

/** What a DNS server of a test answers for a name; a name that it does not have does not exist. */
export interface Zone {
  readonly [name: string]: {
    readonly A?: readonly string[];
    readonly AAAA?: readonly string[];
    readonly CNAME?: string;
    /** Values of `issue`, or the tag of a critical property. */
    readonly CAA?: readonly (string | { readonly critical: string })[];
    /** Seconds for which its addresses may be kept. Default: 60 */
    readonly ttl?: number;
    /** Answers every question about the name with this code. */
    readonly fails?: "SERVFAIL" | "REFUSED";
  };
}

/** A DNS server on loopback. */
export interface DnsServer {
  /** `ip:port` */
  readonly address: string;
  /** What it answers; to be changed at will. */
  zone: Zone;
  /** Hears of a question in the place of an answer. */
  silence: (() => void) | undefined;
  /** Every question so far, as "CNAME api1.xxxedu.cn". */
  readonly questions: string[];
  readonly close: () => void;
}

const rcodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

/**
 * Starts a DNS server over UDP.
 * @param at where. Default: a free port of loopback
 */
export async function dnsServer(
  zone: Zone,
  at: { readonly address: string; readonly port: number } = { address: "127.0.0.1", port: 0 },
): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const server: DnsServer = {
    address: "",
    zone,
    silence: undefined,
    questions: [],
    close: () => socket.close(),
  };
  socket.on("message", (message, { address, port }) => {
    const query = decode(message);
    const [question] = query.questions ?? [];
    if (!question) return;
    const name = question.name.toLowerCase();
    server.questions.push(`${question.type} ${name}`);
    if (server.silence) {
      server.silence();
      return;
    }
    const { rcode, answers } = answersTo(server.zone, question.type, name);
    const reply: Packet = {
      type: "response",
      id: query.id ?? 0,
      // Bit 10: authoritative; bits 0-3: the response code.
      flags: (1 << 10) | rcode,
      questions: [question],
      answers,
    };
    socket.send(encode(reply), port, address);
  });
  socket.bind(at);
  await once(socket, "listening");
  return Object.assign(server, { address: `${at.address}:${socket.address().port}` });
}

function answersTo(zone: Zone, type: string, name: string): { rcode: number; answers: Answer[] } {
  const entry = zone[name];
  if (!entry) return { rcode: rcodes.NXDOMAIN, answers: [] };
  if (entry.fails) return { rcode: rcodes[entry.fails], answers: [] };
  if (entry.CNAME !== undefined) {
    const alias: Answer = { type: "CNAME", name, ttl: 60, data: entry.CNAME };
    const target =
      type === "CNAME" ? { rcode: 0, answers: [] } : answersTo(zone, type, entry.CNAME.toLowerCase());
    return { rcode: target.rcode, answers: [alias, ...target.answers] };
  }
  const { ttl = 60 } = entry;
  const answers: Answer[] = [
    ...(type === "A" ? (entry.A ?? []).map((data) => ({ type: "A" as const, name, ttl, data })) : []),
    ...(type === "AAAA"
      ? (entry.AAAA ?? []).map((data) => ({ type: "AAAA" as const, name, ttl, data }))
      : []),
    ...(type === "CAA"
      ? (entry.CAA ?? []).map((value) => ({
          type: "CAA" as const,
          name,
          ttl: 60,
          data:
            typeof value === "string"
              ? { issuerCritical: false, flags: 0, tag: "issue" as const, value }
              : // The types know three tags; a zone may have any.
                { issuerCritical: true, flags: 128, tag: value.critical as "issue", value: "x" },
        }))
      : []),
  ];
  return { rcode: rcodes.NOERROR, answers };
}
