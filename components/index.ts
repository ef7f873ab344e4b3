export { DestroyGuard } from "./destroy-guard.ts";
export { Platform } from "./platform/platform.ts";
export { School } from "./school.ts";
export { tokens } from "./tokens.ts";
