import { stateOf } from "../../probe/summary.ts";
import { type Block, heading, paragraph, table } from "../blocks.ts";
import { type Handover, schoolTime } from "../handover.ts";
import { stateOfStep, steps } from "../steps.ts";

/** The steps at a glance; after a probe, how far each is. */
export function progress({ stack, results, now }: Handover): Block[] {
  const states = { serving: "已可使用", "in progress": "进行中", stuck: "有问题待处理" };
  const rows = steps.map((step) => [
    step.title,
    step.who,
    step.what,
    ...(results === undefined ? [] : [stateOfStep(step, stack, results)]),
  ]);
  const overview = table(["步骤", "由谁", "做什么", ...(results === undefined ? [] : ["状态"])], rows);
  if (results === undefined) return [heading("步骤一览"), overview];
  const time = `${schoolTime.format(now)}（北京时间）`;
  return [heading("步骤一览"), paragraph(`检测时间 ${time}：${states[stateOf(results)]}。`), overview];
}
