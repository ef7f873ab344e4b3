import { routesOf, type SchoolConfig } from "./config.ts";

/** The app's home page: on the host that stands for the upstream `hub`, with the vendor's parameters (handbook, step 6). */
export function entryUrlOf(config: SchoolConfig): string | undefined {
  const hub = Object.values(routesOf(config)).find(({ upstream }) => upstream === "hub");
  if (config.entry === undefined || hub === undefined) return undefined;
  return `https://${hub.host}/bsacs/qyweixin.action?${new URLSearchParams(config.entry).toString()}`;
}
