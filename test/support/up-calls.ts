import type { FaultInput } from "../../rehearsal/faults.ts";

/** How often the first up of the demo school's egress makes each call that changes something. */
export const upCalls = {
  AllocateEipAddress: 2,
  AssociateEipAddress: 2,
  AssociateRouteTable: 2,
  CreateNatGateway: 1,
  CreateRouteEntry: 1,
  CreateRouteTable: 1,
  CreateSecurityGroup: 1,
  CreateSnatEntry: 1,
  CreateVSwitch: 2,
  DeletionProtection: 3,
  TagResources: 6,
} as const;

/** The questions that it asks, and up to which time one can go wrong in each run. */
export const upQuestions = {
  DescribeEipAddresses: 2,
  DescribeNatGateways: 2,
  DescribeRouteTableList: 2,
  DescribeRouteTables: 2,
  DescribeSecurityGroupAttribute: 1,
  DescribeSecurityGroups: 1,
  DescribeSnatTableEntries: 2,
  DescribeVSwitchAttributes: 2,
  ListTagResources: 1,
} as const;

type Place = Pick<FaultInput, "call" | "nth" | "when" | "times">;

/** A SNAT entry is refused while its address is being bound: what shall strike once it is made has to wait for that. */
const untilMade = (call: string): Pick<Place, "times"> => (call === "CreateSnatEntry" ? { times: 10 } : {});

const around = (calls: Readonly<Record<string, number>>, ...moments: readonly Place["when"][]): Place[] =>
  Object.entries(calls).flatMap(([call, times]) =>
    Array.from({ length: times }).flatMap((_, index) =>
      moments.map((when) => ({ call, nth: index + 1, when, ...untilMade(call) })),
    ),
  );

/** Each of the calls, before and after it takes effect, and each question. */
export const upPlaces: readonly Place[] = [
  ...around(upCalls, "before", "after"),
  ...around(upQuestions, "before"),
];
