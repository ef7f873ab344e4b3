import { Platform } from "../components/index.ts";
import type { PlatformConfig } from "./config.ts";
import { cluster } from "./providers.ts";

/** Declares a platform's stack. */
export function platform(name: string, config: PlatformConfig): { cnameTarget: string } {
  const { gateway, upstreams, issuer, acme } = config;
  new Platform(name, { name, gateway, upstreams, issuer, acme }, { providers: [cluster(config)] });
  return { cnameTarget: gateway.address };
}
