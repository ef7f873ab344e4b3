// Lets a fault plan strike a provider's methods.
import { typeOf } from "../../lib/urn.ts";
import { type Fault, killOwnProcess, methodCall } from "../faults.ts";
import { FailedToInitialize, type Properties, type StandIn } from "../stand-in.ts";

/**
 * A provider whose methods fail as planned, before or after they took effect.
 * @param struck says what happens to a call named as in `methodCall`, and counts it.
 */
export function withFaults(standIn: StandIn, struck: (call: string) => Promise<Fault | undefined>): StandIn {
  async function guarded<Answer>(
    call: string,
    work: () => Promise<Answer>,
    unready?: (answer: Answer) => Error,
  ): Promise<Answer> {
    const fault = await struck(call);
    if (fault?.when === "before") strike(fault);
    const answer = await work();
    if (fault?.unready === true && unready !== undefined) throw unready(answer);
    if (fault) strike(fault);
    return answer;
  }

  return {
    ...standIn,
    check: (urn, olds, news) =>
      guarded(methodCall("check", typeOf(urn)), () => standIn.check(urn, olds, news)),
    diff: (id, urn, olds, news) =>
      guarded(methodCall("diff", typeOf(urn)), () => standIn.diff(id, urn, olds, news)),
    create: (urn, inputs, options) =>
      guarded(
        methodCall("create", typeOf(urn)),
        () => standIn.create(urn, inputs, options),
        ({ id, outs }) => notReady(id, outs, `resource "${urn}" was successfully created, but `, "it"),
      ),
    read: (id, urn, props) => guarded(methodCall("read", typeOf(urn)), () => standIn.read(id, urn, props)),
    update: (id, urn, olds, news) =>
      guarded(
        methodCall("update", typeOf(urn)),
        () => standIn.update(id, urn, olds, news),
        ({ outs }) => notReady(id, outs, "", `"${id}"`),
      ),
    delete: (id, urn, props) =>
      guarded(methodCall("delete", typeOf(urn)), () => standIn.delete(id, urn, props)),
  };
}

/** As the provider says it when it has waited for ten minutes. */
function notReady(id: string, outs: Properties | undefined, head: string, what: string): Error {
  const said = `the Kubernetes API server reported that ${what} failed to fully initialize or become live`;
  return new FailedToInitialize(id, outs ?? {}, `${head}${said}: timed out waiting for the condition`);
}

function strike(fault: Fault): never {
  if (fault.kill === true) killOwnProcess();
  if (fault.timeout === true) throw new Error(`${fault.call}: Timeout: request did not complete within 34s`);
  if (fault.disconnect === true) throw new Error(`${fault.call}: read: connection reset by peer`);
  if (fault.throttle === true)
    throw new Error(`${fault.call}: Too many requests: the server asks to try again later`);
  throw new Error(`${fault.call}: ${fault.error ?? "InternalError"} (injected by the fault plan)`);
}
