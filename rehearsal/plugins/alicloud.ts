import { alicloudStandIn } from "../alicloud/provider.ts";
import { serve } from "./serve.ts";

await serve("pulumi-resource-alicloud", ({ cloudFile, alicloud, faults, journal }) =>
  alicloudStandIn({ file: cloudFile, world: alicloud, faults, ...(journal !== undefined && { journal }) }),
);
