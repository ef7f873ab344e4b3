import { filedDomain } from "../../../infra/config/domains.ts";
import { routesOf } from "../../../infra/config/school-schema.ts";
import { authorityOf } from "../../probe/caa.ts";
import { actions, type Block, heading, outcomes, screen, table } from "../blocks.ts";
import type { Handover } from "../handover.ts";

/** Step one: a CNAME a host, in every view of the school's DNS. */
export function domains({ stack: { school, platform } }: Handover): Block[] {
  const target = platform.gateway.address;
  const hosts = Object.values(routesOf(school)).flatMap(({ host, retired }) => (retired ? [] : [host]));
  const names = [...new Set(hosts.map((host) => filedDomain(host, school)))].join("、");
  const authority = authorityOf(platform.acme?.server);
  const issued = school.certificate.from === "issuer";
  return [
    heading("一、域名解析（学校网络管理员）"),
    screen("学校的域名解析（DNS）系统", `${names} 的解析记录`),
    table(
      ["域名", "主机记录", "类型", "记录值"],
      hosts.map((host) => [
        host,
        { copy: host.slice(0, -filedDomain(host, school).length - 1) },
        "CNAME",
        { copy: target },
      ]),
    ),
    actions(
      "按上表逐条新建记录。这些域名只用于本项目；同名的其他记录（A、AAAA）请删除。",
      "每个解析视图都要建：校内、校外（各运营商线路）、教育网。只在一个视图里建，另一边的人打不开。",
      "请不要对这些域名设置跳转、登录认证或境外拦截，防火墙和 WAF 放行 80 和 443 端口。",
      ...(issued && authority !== undefined
        ? [`证书由平台自动申请。如果 ${names} 设有 CAA 记录，请允许 ${authority}。`]
        : []),
      ...(issued
        ? []
        : [
            "证书由学校提供：请把每个域名的证书（含中间证书）和私钥交给平台，到期前再次提供；私钥与 Secret 一样，只按约定的安全方式提供。",
          ]),
      `分别在校内网、教育网和手机流量下检查：nslookup ${hosts[0]}${hosts.length > 1 ? "，其余域名相同" : ""}。`,
    ),
    outcomes(
      `各个网络下的结果里都有 ${target}`,
      "通知平台，进入步骤二",
      ["只在部分网络下正确", "其余的解析视图还没有建，或仍是旧记录：补建或删除旧记录，缓存过期后再查"],
      ["DNS 系统提示记录冲突", "同名已有 A、AAAA 等记录：先删除，再建 CNAME"],
    ),
  ];
}
