import { DestroyGuard, Platform } from "../components/index.ts";
import { admissionPolicies } from "../policies/admission/policies.ts";
import type { PlatformConfig } from "./config/platform-schema.ts";
import { cluster } from "./providers.ts";

/** Declares a platform's stack. */
export function platform(name: string, config: PlatformConfig): { cnameTarget: string } {
  const { gateway, upstreams, rewriteRedirects, issuer, acme, ca, retired } = config;
  const authority = acme === undefined ? ca && { ca } : { acme };
  const admission = admissionPolicies({ name, gateway, issuer, upstreams });
  const declared = new Platform(
    name,
    { name, gateway, upstreams, rewriteRedirects, issuer, authority, admission, retired },
    { providers: [cluster(config)] },
  );
  new DestroyGuard(`${name}-guard`, { guarded: [declared], retired });
  return { cnameTarget: gateway.address };
}
