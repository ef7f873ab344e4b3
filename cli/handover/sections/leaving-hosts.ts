import { routesOf } from "../../../infra/config/school-schema.ts";
import { actions, type Block, heading, outcomes, table } from "../blocks.ts";
import type { Handover } from "../handover.ts";

/** Hosts that are retired: what the school takes off, where, and in which order. */
export function leavingHosts({ stack: { school } }: Handover): Block[] {
  const hosts = Object.values(routesOf(school)).flatMap(({ host, retired }) => (retired ? [host] : []));
  if (hosts.length === 0) return [];
  return [
    heading("停用域名（学校网络管理员、学校企业微信管理员、平台）"),
    table(
      ["域名", "企业微信", "域名解析（DNS）"],
      hosts.map((host) => [{ copy: host }, "第 2 步删除", "第 4 步删除"]),
    ),
    actions(
      "这些域名现在照常服务。先把还在使用它们的入口、菜单和链接换成保留的域名。",
      "没有人再使用之后，在企业微信的可信域名里删除它们（应用的“网页授权及JS-SDK”，两个输入框都看），并告知平台。",
      "等平台答复已停用。在此之前不要删除解析，否则还在使用的人打不开。",
      "平台答复之后，在每个解析视图里删除它们的 CNAME 记录。",
    ),
    outcomes("平台答复已停用，解析记录已删除", "完成", [
      "还有人在使用",
      "停在第 1 步，告知平台：停用可以撤回，域名继续服务",
    ]),
  ];
}
