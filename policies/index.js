// JavaScript that an old Node can parse: it stops here and says what to do, before it loads the first .ts file.
import "../infra/node-version.js";

// Not awaited: Pulumi's host loads a pack by require(), which refuses a module with a top-level await.
void import("./pack.ts");
