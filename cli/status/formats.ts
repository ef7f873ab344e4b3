import { htmlOf } from "../../fleet/report/html.ts";
import { textOf } from "../../fleet/report/text.ts";
import type { FleetStatus } from "../../fleet/status/model.ts";

export const formats = {
  text: textOf,
  json: (status: FleetStatus) => `${JSON.stringify(status, null, 2)}\n`,
  html: htmlOf,
};

export type Format = keyof typeof formats;

export const extensions: Readonly<Record<string, Format>> = {
  ".txt": "text",
  ".json": "json",
  ".html": "html",
};
