import type { Finding } from "../../lib/problem.ts";
import type { PlatformConfig } from "./platform-schema.ts";
import * as addresses from "./rules/addresses.ts";
import * as adoption from "./rules/adoption.ts";
import * as certificates from "./rules/certificates.ts";
import * as platforms from "./rules/platform.ts";
import * as routes from "./rules/routes.ts";
import * as secrets from "./rules/secrets.ts";
import * as source from "./rules/source.ts";
import * as verifyFiles from "./rules/verify-files.ts";
import type { SchoolFacts } from "./school-facts.ts";

const ofSchool: readonly ((facts: SchoolFacts) => Finding[])[] = [
  routes.someRoute,
  routes.hostsUnderDomain,
  routes.domainsOnce,
  routes.hostsOnce,
  routes.routesFit,
  routes.hostsFit,
  routes.entryOnRoute,
  routes.entryStays,
  routes.someRouteStays,
  verifyFiles.verifyFileRoutes,
  verifyFiles.verifyFileNames,
  verifyFiles.verifyFileBodies,
  verifyFiles.verifyFilesFit,
  source.blocksAligned,
  source.blockOwn,
  source.someZone,
  source.zonePrefixes,
  source.zonesInside,
  source.zonesDisjoint,
  source.adoptedNeedBlock,
  source.vswitchesOnce,
  addresses.someOwnAddress,
  addresses.addressesOnce,
  addresses.externalPublic,
  addresses.activeKnown,
  addresses.activeOwn,
  addresses.activeNotRetired,
  addresses.activeTrusted,
  addresses.trustedKnown,
  addresses.trustedOnce,
  addresses.trustedFit,
  addresses.retiredUntrusted,
  adoption.adoptedAtExistingNat,
  adoption.adoptedNatSource,
  adoption.adoptedEntryUses,
  adoption.handedBackWhole,
];

const onPlatform: readonly ((facts: SchoolFacts, platform: PlatformConfig) => Finding[])[] = [
  platforms.upstreamsKnown,
  platforms.hostsOwn,
  platforms.sourceInNetwork,
  platforms.zonesInRegion,
  platforms.sharedNatThere,
  platforms.adoptedNatOwn,
];

const ofPlatform: readonly ((facts: platforms.PlatformFacts) => Finding[])[] = [
  platforms.someUpstream,
  platforms.upstreamsFit,
  platforms.upstreamsBeyondGateway,
  platforms.namespaceOwn,
  platforms.oneAuthority,
  platforms.networkBlock,
];

/** What a school breaks by itself, and on its platform when that is known. */
export function schoolFindings(facts: SchoolFacts, platform: PlatformConfig | undefined): Finding[] {
  const alone = ofSchool.flatMap((rule) => rule(facts));
  return platform ? [...alone, ...onPlatform.flatMap((rule) => rule(facts, platform))] : alone;
}

/** What a platform breaks by itself. */
export function platformFindings(facts: platforms.PlatformFacts): Finding[] {
  return ofPlatform.flatMap((rule) => rule(facts));
}

/**
 * What is wrong with a school's secrets and certificates. They are judged as the file has them, encrypted: the program
 * gets them from Pulumi in the clear.
 *
 * @param config the stack file's `config` map
 * @param now certificates must be in date at this time
 */
export function secretFindings(
  facts: SchoolFacts,
  config: Readonly<Record<string, unknown>>,
  now: Date,
): Finding[] {
  return [
    ...secrets.wecomSecretEncrypted(facts.slug, config),
    ...certificates.certificatesPresent(facts, config),
    ...certificates.keysEncrypted(facts, config),
    ...certificates.chainsServe(facts, config, now),
  ];
}
