import { appRouteOf } from "../../../infra/config/entry-url.ts";
import { routesOf } from "../../../infra/config/school-schema.ts";
import { actions, type Block, heading, outcomes, paragraph, screen, type Text, table } from "../blocks.ts";
import type { Handover } from "../handover.ts";

/** Step four: both boxes of trusted domains, and the verify files. */
export function trustedDomain({ stack: { school } }: Handover): Block[] {
  const routes = routesOf(school);
  const appRoute = appRouteOf(school);
  const appHost = routes[appRoute ?? ""]?.host;
  const { verifyFiles } = school.wecom;
  const checked = Object.keys(routes).filter(
    (route) => !routes[route]?.retired && (route === appRoute || Object.hasOwn(verifyFiles, route)),
  );
  const hosts = checked.flatMap((route) => routes[route]?.host ?? []);
  const others = hosts.filter((host) => host !== appHost);
  const files = checked.flatMap((route) =>
    Object.keys(verifyFiles[route] ?? {}).map((file): Text[] => [
      file,
      { copy: `https://${routes[route]?.host}/${file}` },
    ]),
  );
  return [
    heading("四、可信域名（学校企业微信管理员、平台）"),
    screen(
      "应用管理",
      "应用",
      "自建",
      "本应用的应用详情页",
      "开发者接口",
      "网页授权及JS-SDK",
      "设置可信域名",
    ),
    table(
      ["输入框", "填什么"],
      [
        [
          "可作为应用OAuth2.0网页授权功能的回调域名",
          appHost === undefined ? "由平台告知" : { copy: appHost },
        ],
        ...hosts.map((host): Text[] => ["可调用JS-SDK、跳转小程序的可信域名", { copy: host }]),
      ],
    ),
    ...(others.length === 0
      ? []
      : [
          paragraph(
            `第一个输入框只能填一个域名，即应用主页所在的域名。${others.join("、")} 填在第二个输入框，每个域名各有自己的校验文件，都要校验。`,
          ),
        ]),
    actions(
      "按上表填写：只填域名，不带 https://，不带端口，不带路径。",
      "点击“申请校验域名”，下载校验文件（WW_verify_….txt）。先下载，暂不点击“确定”。",
      "把文件原样交给平台：不改名，不打开另存。",
      "等平台答复已配置，再用手机流量打开下表的地址，应只看到文件名里 WW_verify_ 之后的校验码。",
      "回到上面的界面核对域名，再点击“确定”。关闭过界面的，请重新下载并对照文件名，不同则把新文件交给平台。",
      "校验通过后，平台一直保留该文件，请不要要求删除。",
    ),
    files.length === 0 ? paragraph("平台尚未收到校验文件。") : table(["校验文件", "地址"], files),
    outcomes(
      "保存成功，域名显示为已验证",
      "告知平台，进入步骤五",
      [
        "提示“域名主体校验未通过”",
        "备案主体与企业微信的企业主体不一致（全角、半角括号不同也算）：https://open.work.weixin.qq.com/wwopen/common/readDocument/40754",
      ],
      [
        "提示域名归属校验失败",
        "再用手机流量打开文件的地址：打不开，联系学校网络管理员和平台；内容与校验码不同，联系平台",
      ],
      [
        "提示域名没有备案",
        "备案通过未满 72 小时的，满后再试；其余见工信部备案系统 https://beian.miit.gov.cn",
      ],
      ["提示次数已用完", "每家企业每月最多设置 20 次，下月再试"],
    ),
  ];
}
