import { Refusal } from "../../../lib/refusal.ts";
import { meaningOf, messageOf } from "../../../lib/system-errors.ts";

const policy = "docs/production.md has the policy of this command";
const logIn =
  "log in as for Pulumi, with ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET or `aliyun configure`";

/**
 * Asks the account one question.
 *
 * @param action as RAM names it
 * @throws {Refusal} that says which action is refused and why; never a key
 */
export async function asked<Answer>(action: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw refusal(action, error);
  }
}

function refusal(action: string, error: unknown): Refusal {
  const code = codeOf(error);
  if (/^(Forbidden|NoPermission|ImplicitDeny|ExplicitDeny)/.test(code))
    return new Refusal(`the account does not allow ${action} (${code})`, `allow it in RAM: ${policy}`);
  if (/^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSecurityToken|IncompleteSignature)/.test(code))
    return new Refusal(`Alibaba Cloud does not take the access key (${code})`, logIn);
  const text = messageOf(error);
  if (/unable to (get|load) credentials|credentials? from any/i.test(text))
    return new Refusal("there is no access to an account of Alibaba Cloud", logIn);
  const why = meaningOf(error)?.what ?? text.split("\n", 1)[0];
  return new Refusal(`${action} was not answered: ${why}`, "nothing was written; run it again");
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
