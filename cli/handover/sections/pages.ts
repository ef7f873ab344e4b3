import { routesOf } from "../../../infra/config/school-schema.ts";
import { successPage } from "../../probe/page.ts";
import { type Block, heading, outcomes, paragraph, table } from "../blocks.ts";
import type { Handover } from "../handover.ts";

/** Step two: the pages that show that the way in works. */
export function pages({ stack: { school } }: Handover): Block[] {
  const rows = Object.values(routesOf(school)).map(({ host, upstream }) => [
    host,
    { copy: successPage(host, upstream) ?? `https://${host}/` },
  ]);
  const certificate =
    school.certificate.from === "issuer"
      ? "解析生效后，平台自动申请证书。"
      : "收到学校的证书、解析生效后，平台部署证书。";
  return [
    heading("二、访问验证（平台）"),
    paragraph(`${certificate}平台通知后，请用浏览器打开下列地址：`),
    table(["域名", "地址"], rows),
    outcomes(
      "显示手册步骤二中的页面，地址栏仍是学校的域名，没有证书警告",
      "告知平台，进入步骤三",
      ["学校的登录页、认证页或拦截页", "学校网络管理员取消对这些域名的认证、跳转或拦截"],
      ["证书警告、打不开，或跳到别的域名", "把地址栏和页面截图发给平台"],
    ),
  ];
}
