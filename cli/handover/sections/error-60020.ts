import { type Block, heading, list, paragraph } from "../blocks.ts";
import type { Handover } from "../handover.ts";

/** What to do when WeCom does not trust an address. */
export function error60020({ outputs }: Handover): Block[] {
  return [
    heading("出现错误 60020 时"),
    paragraph(
      "错误信息“not allow to access from your ip … from ip: x.x.x.x”表示：企业微信看到的出口 IP（x.x.x.x）不在本应用的“企业可信IP”里，或者刚保存还没有生效。",
    ),
    outputs.from === "none"
      ? paragraph("请不要自行录入 x.x.x.x，把完整的错误信息发给平台。")
      : list(
          "x.x.x.x 在步骤五的表里：请在“企业可信IP”中补录，等一分钟再试。",
          "x.x.x.x 不在表里：请不要录入，把完整的错误信息发给平台。",
          "IP 已录入仍然报错：该 IP 可能已被封，请通知平台切换到备用 IP。",
          "补录时提示“属于第三方服务商”：这个 IP 不能再用，不要反复录入，请通知平台更换。",
        ),
  ];
}
