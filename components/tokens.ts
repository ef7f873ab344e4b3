/**
 * The Pulumi type of every component. A token is identity: changed without an alias from the old one, Pulumi sees
 * another resource and deletes what is below the first.
 */
export const tokens = {
  School: "schoolgate:index:School",
  Platform: "schoolgate:index:Platform",
  DestroyGuard: "schoolgate:index:DestroyGuard",
  Route: "schoolgate:edge:Route",
  Certificate: "schoolgate:edge:Certificate",
  VerifyFile: "schoolgate:edge:VerifyFile",
  Listeners: "schoolgate:edge:Listeners",
  Gateway: "schoolgate:edge:Gateway",
  Upstream: "schoolgate:edge:Upstream",
  Redirects: "schoolgate:edge:Redirects",
  Issuer: "schoolgate:edge:Issuer",
  Admission: "schoolgate:edge:Admission",
  Egress: "schoolgate:egress:Egress",
  Source: "schoolgate:egress:Source",
  AdoptedNat: "schoolgate:egress:AdoptedNat",
  DedicatedNat: "schoolgate:egress:DedicatedNat",
  Address: "schoolgate:egress:Address",
  Relay: "schoolgate:egress:Relay",
} as const;
