// How Pulumi marks a secret in its wire form and in its states (sdk: runtime/rpc). Protocol constants, the same in every release.

/** The key that marks an object as a special value. */
export const signatureKey = "4dabf18193072939515e22adb298388d";
/** What stands under that key in a secret. */
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
