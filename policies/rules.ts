import type { Rule } from "./rule.ts";
import { activeTrusted } from "./rules/active-trusted.ts";
import { certificatesMatchHosts } from "./rules/certificates-match-hosts.ts";
import { declaredOnly } from "./rules/declared-only.ts";
import { namespaceHosts } from "./rules/namespace-hosts.ts";
import { plainVerifyFiles } from "./rules/plain-verify-files.ts";
import { platformUpstreams } from "./rules/platform-upstreams.ts";
import { protectedUntilRetired } from "./rules/protected-until-retired.ts";
import { snatSources } from "./rules/snat-sources.ts";
import { standbyAddress } from "./rules/standby-address.ts";
import { upstreamTls } from "./rules/upstream-tls.ts";
import { verifyFileBodies } from "./rules/verify-file-bodies.ts";

/** All rules that one stack can break by itself. */
export const rules: readonly Rule[] = [
  declaredOnly,
  platformUpstreams,
  upstreamTls,
  certificatesMatchHosts,
  namespaceHosts,
  verifyFileBodies,
  plainVerifyFiles,
  protectedUntilRetired,
  snatSources,
  activeTrusted,
  standbyAddress,
];
