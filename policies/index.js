// In JavaScript that an old Node can read: it stops here, and says what to do, before it meets the first .ts file.
import "../infra/node-version.js";

// Awaited by nobody, because Pulumi's host loads a pack by require(), which takes no module that waits.
void import("./pack.ts");
