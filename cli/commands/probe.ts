import { command, type ExitCode } from "../command.ts";
import { langArg, languageOf } from "../language.ts";
import { outputsArgs, readOutputs } from "../outputs.ts";
import { parseAt } from "../probe/moved.ts";
import { probeArgs, probePlan } from "../probe/options.ts";
import { differences, probe } from "../probe/probe.ts";
import { differencesText, probeText } from "../probe/report.ts";
import type { Result } from "../probe/result.ts";
import { exitCodeOf, stateOf } from "../probe/summary.ts";
import { probeTextsOf } from "../probe/texts/of.ts";
import { watchUntilServing } from "../probe/watch.ts";
import { callWeCom, rarely } from "../probe/wecom.ts";
import { schoolStack } from "../school-stack.ts";

/** `gate probe`: asks the world whether a school is really serving. */
export const probeSchool = command(
  {
    name: "probe",
    description: "Is it really serving? Asks DNS, the two hosts and WeCom, as seen from here",
  },
  {
    school: { type: "positional", required: true, description: "The school" },
    json: {
      type: "boolean",
      description:
        "Print one JSON object: { school, state, at, outputs, checks }, with --at also { gateway, differences }",
    },
    watch: { type: "boolean", description: "Probe every minute until it is serving" },
    at: {
      type: "string",
      valueHint: "gateway",
      description:
        "Ask this gateway (IPv4 address or DNS name) as if DNS had moved; lists what it answers otherwise than the hosts do now",
    },
    ...probeArgs,
    ...outputsArgs,
    ...langArg,
  },
  [
    "./gate probe demo",
    "./gate probe demo --via http://127.0.0.1:3128 --watch",
    "./gate probe demo --at gw-hz.campus.example.com",
    "./gate probe demo --json | jq '.checks[] | select(.state == \"fail\")'",
  ],
  async (
    { school: name, json, watch, at: gateway, rehearse, "from-outputs": file, lang, ...flags },
    deps,
  ): Promise<ExitCode> => {
    const { root, cwd, now, stdout, stderr, colour, network } = deps;
    const stack = schoolStack(root, name, now(), "cannot be probed");
    const outputs = await readOutputs(name, { file, rehearse }, deps);
    const at = gateway === undefined ? undefined : parseAt(gateway);
    const plan = { ...probePlan(stack, outputs, flags, cwd), at };
    const language = languageOf(lang, root);
    const { report } = probeTextsOf(language);
    // Programs read JSON: it is in one language, whatever people speak.
    const texts = probeTextsOf(json ? "en" : language);
    const call = rarely(callWeCom, network);
    const once = (): Promise<Result[]> => probe(plan, network, now(), texts, call);
    const tell = (results: readonly Result[]): void => {
      const failing = results.flatMap(({ state, check, subject }) =>
        state === "fail" ? `${check} ${subject}` : [],
      );
      const time = now().toISOString().slice(11, 19);
      stderr.write(`${time}  ${report.watched(report.overall[stateOf(results)], failing)}\n`);
    };
    const results = await (watch ? watchUntilServing(once, tell, deps) : once());
    const beside =
      at === undefined
        ? undefined
        : { gateway: at, differences: await differences({ ...plan, at }, network, texts) };
    if (json) {
      const time = now().toISOString();
      const summary = {
        school: name,
        state: stateOf(results),
        at: time,
        outputs: outputs.from,
        checks: results,
        ...beside,
      };
      stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    } else {
      if (outputs.from === "none") stderr.write(`${report.notKnown(outputs.why)}\n`);
      stdout.write(probeText(name, results, texts, colour.stdout));
      if (beside !== undefined) stdout.write(differencesText(beside, texts));
    }
    return exitCodeOf(results);
  },
);
