import type { FrontCertificate } from "./certificate.ts";
import { accountKey } from "./keys.ts";

/** The APIs that a client is sent to the front for, as the variables of the endpoints name them. */
const endpoints = ["VPC", "ECS", "BSSOPENAPI", "STS", "LOCATION"];

/** Other ways to log in than the front's own key: emptied, so that none of them, and no real credential, is used. */
const otherLogins = [
  ...[
    "ALICLOUD_ACCESS_KEY",
    "ALICLOUD_SECRET_KEY",
    "ALICLOUD_SECURITY_TOKEN",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
  ],
  ...["ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA", "ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"],
  ...["ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"],
];

/**
 * The environment that points Alibaba Cloud's clients at a front: the endpoints, the certificate, and a key that opens
 * nothing else. A variable with the empty value counts as not set.
 */
export function frontEnvironment(
  port: number,
  { certificateFile, trustFile }: Pick<FrontCertificate, "certificateFile" | "trustFile">,
): Record<string, string> {
  return {
    ...Object.fromEntries(endpoints.map((name) => [`ALIBABA_CLOUD_ENDPOINT_${name}`, `127.0.0.1:${port}`])),
    ALIBABA_CLOUD_ACCESS_KEY_ID: accountKey.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accountKey.accessKeySecret,
    // Go programs, the Pulumi plugin and the aliyun CLI among them, trust what is in this file and nothing else.
    SSL_CERT_FILE: trustFile,
    NODE_EXTRA_CA_CERTS: certificateFile,
    ...Object.fromEntries(otherLogins.map((name) => [name, ""])),
  };
}
