import { filedDomain } from "../../../infra/config/domains.ts";
import { routesOf } from "../../../infra/config/school-schema.ts";
import { actions, type Block, heading, outcomes, screen, table } from "../blocks.ts";
import type { Handover } from "../handover.ts";

/** The move of a live school: what step one does to hosts that an old server serves until then. */
export function cutOver({ stack: { school, platform }, cutOver: wanted }: Handover): Block[] {
  if (wanted !== true) return [];
  const target = platform.gateway.address;
  const hosts = Object.values(routesOf(school)).map(({ host }) => host);
  const names = [...new Set(hosts.map((host) => filedDomain(host, school)))].join("、");
  return [
    heading("切换：从旧服务器到平台（学校网络管理员）"),
    screen("学校的域名解析（DNS）系统", `${names} 的解析记录`),
    table(
      ["域名", "切换前的记录（请先抄下）", "切换后的记录"],
      hosts.map((host) => [host, "", { copy: `CNAME ${target}` }]),
    ),
    actions(
      "至少提前一天，把上表各域名现有记录的 TTL 改为 60 秒，并抄下现有的记录。",
      "与平台约定切换的时间。平台先在网关上逐项核对，告知可以切换。",
      "按步骤一修改记录：每个解析视图都改。旧服务器和它的证书不要动，继续运行。",
      "通知平台检查。之后至少一天，旧服务器的访问日志里没有这些域名的请求，再停旧服务器，并把 TTL 调回原值。",
    ),
    outcomes(
      "平台告知检查通过，师生打开应用如常",
      "旧服务器再保留一天",
      ["打不开，或平台告知有误", "改回抄下的旧记录，一两分钟后恢复；把时间和截图发给平台"],
      ["只有部分人打不开", "有的解析视图还是旧记录，或缓存未过期：检查每个视图，等 TTL 过去"],
    ),
  ];
}
