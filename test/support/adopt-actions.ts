/** What `gate adopt --egress-ip` asks an account, in its order; RAM names the actions so. */
export const adoptActions = [
  "vpc:DescribeEipAddresses",
  "vpc:DescribeNatGateways",
  "vpc:DescribeSnatTableEntries",
  "vpc:DescribeVSwitches",
] as const;
