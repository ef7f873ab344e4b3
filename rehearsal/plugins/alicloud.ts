import { alicloudStandIn } from "../alicloud/provider.ts";
import { serve } from "./serve.ts";

await serve("pulumi-resource-alicloud", ({ cloudFile, alicloud, faults }) =>
  alicloudStandIn({ file: cloudFile, world: alicloud, faults }),
);
