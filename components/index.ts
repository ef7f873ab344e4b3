export { DestroyGuard } from "./destroy-guard.ts";
export { Platform } from "./platform.ts";
export { School } from "./school.ts";
export { tokens } from "./tokens.ts";
