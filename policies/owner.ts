import { tokens } from "../components/tokens.ts";
import type { Resource } from "./rule.ts";

/** Whether a resource belongs to what schools share: it is below a platform, or is one. */
export const isOfPlatform = ({ urn }: Resource): boolean => urn.includes(tokens.Platform);

/** Name of the stack that a resource is in. */
export const stackOf = ({ urn }: Resource): string => urn.split(/::?/)[2] ?? "";
