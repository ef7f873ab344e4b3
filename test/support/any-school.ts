import fc from "fast-check";

type Address = { allocationId?: string } | { ip: string; external: true };

const own = fc.constant<Address>({});
const adopted = fc.integer({ min: 1, max: 9 }).map((n): Address => ({ allocationId: `eip-adopted${n}` }));
const external = (ip: string) => fc.constant<Address>({ ip, external: true });

/** What tests look at in a generated school. */
export interface AnySchool {
  readonly egress: { readonly addresses: Readonly<Record<string, Address>> };
}

/** Any school on the platform `hz` that `gate check` accepts: its stack file's `schoolgate:school`. */
export function anySchool(): fc.Arbitrary<AnySchool> {
  const upstream = fc.constantFrom("hub", "open");
  const routes = fc.dictionary(fc.constantFrom("api1", "api2", "news", "pay"), upstream, { minKeys: 1 });
  return fc
    .record({
      routes,
      ownHost: fc.boolean(),
      nat: fc.constantFrom("dedicated", "shared"),
      source: fc.oneof(
        fc.constant({ cidr: "10.20.64.0/24", zones: { "cn-hangzhou-i": "10.20.64.0/25" } }),
        fc.constant({
          cidr: "10.20.64.0/24",
          zones: { "cn-hangzhou-i": "10.20.64.0/25", "cn-hangzhou-j": "10.20.64.128/25" },
        }),
        fc.constant({ vswitchIds: ["vsw-one"] }),
        fc.constant({ vswitchIds: ["vsw-one", "vsw-two"], cidr: "10.20.64.0/24" }),
      ),
      first: fc.oneof(own, adopted),
      others: fc.record(
        { b: fc.oneof(own, external("47.111.68.103")), c: fc.oneof(own, external("47.111.68.104")) },
        { requiredKeys: [] },
      ),
      isTrusted: fc.boolean(),
      relay: fc.boolean(),
      verifyFiles: fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9]{16}$/), { maxLength: 2 }),
      entry: fc.option(fc.record({ flag: fc.stringMatching(/^[a-z_]{1,20}$/) }), { nil: undefined }),
    })
    .map(({ routes: chosen, ownHost, nat, source, first, others, isTrusted, relay, verifyFiles, entry }) => {
      const [route = ""] = Object.keys(chosen);
      const addresses = { a: first, ...others };
      return {
        ...{ name: "任意学院", platform: "hz", domain: "any.example.cn" },
        routes: ownHost
          ? { ...chosen, [route]: { host: "own.any.example.cn", upstream: chosen[route] } }
          : chosen,
        wecom: {
          verifyFiles: {
            [route]: Object.fromEntries(verifyFiles.map((code) => [`WW_verify_${code}.txt`, code])),
          },
        },
        // The entry's address is on the host of a route to the hub.
        ...(entry !== undefined && Object.values(chosen).includes("hub") ? { entry } : {}),
        egress: {
          ...{ nat, source, addresses, active: "a", relay },
          trusted: isTrusted ? Object.keys(addresses) : [],
        },
      };
    });
}
