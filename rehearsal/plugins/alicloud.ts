import { alicloudStandIn } from "../alicloud/provider.ts";
import { ignoreAsFound } from "./ignore-as-found.ts";
import { serve } from "./serve.ts";

ignoreAsFound();
await serve("pulumi-resource-alicloud", ({ cloudFile, alicloud, faults, journal }) =>
  alicloudStandIn({ file: cloudFile, world: alicloud, faults, ...(journal !== undefined && { journal }) }),
);
