import { expect, test } from "vitest";
import { type BrokenRule, problemsAfter } from "../../../support/broken-rules.ts";

const pem = (label: string): string => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
const setKey = (route: string): string =>
  `pulumi config set --secret --path 'schoolgate:certificates.${route}.key' -s <school> < key.pem`;
const renew =
  "renew it where it was issued if this was pushed, and set it with pulumi config set --secret --path";

const cases: readonly BrokenRule[] = [
  [
    "a Secret in the clear",
    "demo",
    "config/schoolgate:wecomSecret",
    "topsecretvalue",
    [
      "schoolgate:wecomSecret: the app's Secret is encrypted → pulumi config set --secret schoolgate:wecomSecret -s demo; renew the Secret in WeCom if this was pushed",
    ],
  ],
  ...[{ secure: 1 }, { secure: "v1:x", plain: "topsecretvalue" }].map(
    (value): BrokenRule => [
      `a Secret that is not one ciphertext: ${JSON.stringify(Object.keys(value))}`,
      "demo",
      "config/schoolgate:wecomSecret",
      value,
      [
        "schoolgate:wecomSecret: the app's Secret is encrypted → pulumi config set --secret schoolgate:wecomSecret -s demo; renew the Secret in WeCom if this was pushed",
      ],
    ],
  ),
  [
    "a private key in the clear",
    "northgate",
    "config/schoolgate:certificates/pay/key",
    pem("EC PRIVATE KEY"),
    [
      `schoolgate:certificates.pay.key: a private key is encrypted → ${setKey("pay")}`,
      `schoolgate:certificates.pay.key: a private key is never in the clear → ${renew}`,
    ],
  ],
  ...(
    [
      ["alicloud:accessKey", "LTAI5tExampleExampleExam", "an access key of Alibaba Cloud"],
      ["alicloud:secretKey", "exampleexampleexampleexample12", "what goes by the name secretKey"],
      ["kubernetes:kubeconfig", "clusters: []\nusers: []\n", "what goes by the name kubeconfig"],
      ["other:pin-token", 123456, "what goes by the name pin-token"],
      ["other:app", "x0-_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abc", "the Secret of an app"],
    ] as const
  ).map(
    ([key, value, what]): BrokenRule => [
      `a credential: ${key}`,
      "demo",
      `config/${key}`,
      value,
      [`${key}: ${what} is never in the clear → ${renew}`],
    ],
  ),
  [
    "a credential in a list of maps, of a platform",
    "hz",
    "config/other:users",
    [{ tokens: ["topsecret"] }],
    [`other:users[0].tokens[0]: what goes by the name tokens is never in the clear → ${renew}`],
  ],
  [
    "a credential that is a fact's value, which is not shown",
    "demo",
    "config/schoolgate:school/wecom/agentId",
    pem("PRIVATE KEY"),
    [
      "schoolgate:school.wecom.agentId: an AgentId is a whole number such as 1000002 → copy it from the app's page, without quotes",
      `schoolgate:school.wecom.agentId: a private key is never in the clear → ${renew}`,
    ],
  ],
  ["an encrypted credential", "northgate", "config/alicloud:secretKey", { secure: "v1:x" }, []],
  ["a path of a kubeconfig", "demo", "config/kubernetes:kubeconfig", "~/.kube/config", []],
  ["an empty password", "demo", "config/other:password", "", []],
  ["a route by the name of a credential", "demo", "config/schoolgate:school/routes/token", "hub", []],
];

test.each(cases)("%s", (_title, stack, path, value, problems) => {
  expect(problemsAfter(stack, path, value)).toEqual(problems);
});
