import type { FieldWords } from "./stack-file-page.ts";

/** What each field means, in Chinese, by its path: as the schemas' descriptions say it in English. */
export const texts: Readonly<Record<string, string>> = {
  "schoolgate:school": "一所学校的事实。",
  "schoolgate:school.name": "学校的名称，供人阅读：一行，最多 64 个字符。",
  "schoolgate:school.platform": "平台的 stack 名称：`stacks/Pulumi.<平台>.yaml`。",
  "schoolgate:school.domain": "学校的备案域名，小写；所有域名都在它或 `otherDomains` 之一的下面。",
  "schoolgate:school.otherDomains": "其他备案域名 → 备案号：域名也可以在它们之下，默认没有。",
  "schoolgate:school.otherDomains.<key>": "该域名的备案号。",
  "schoolgate:school.icp": "ICP 备案号，印在给学校的清单上。",
  "schoolgate:school.routes": "键 → 公开域名和它后面的上游。至少一个，最多 64 个。",
  "schoolgate:school.routes.<key>":
    "一个公开域名：写上游的键，域名就是 `<键>.<domain>`；或者写下面的字段。键由小写字母、数字和连字符组成，最多 30 个字符。",
  "schoolgate:school.routes.<key>[upstream]": "上游，域名与键不同名，或域名放弃中。",
  "schoolgate:school.routes.<key>[upstream].host":
    "公开域名：`domain` 或 `otherDomains` 之一的下面，完整的小写域名，不能是别的学校的。默认 `<键>.<domain>`。",
  "schoolgate:school.routes.<key>[upstream].upstream": "平台的上游：`upstreams` 里的一个键。",
  "schoolgate:school.routes.<key>[upstream].retired":
    "`true`：放弃这个域名。解除它的校验文件的保护，下一步就可以删除这条路由；在此之前仍提供服务。不能是应用主页所在的路由，也不能全部放弃。由 `gate retire` 写入。",
  "schoolgate:school.certificate": "各域名的 TLS 证书从哪里来。",
  "schoolgate:school.certificate.from":
    "`issuer`：由平台的签发者签发和续期。`secret`：学校自带，每条路由一张，写在 `schoolgate:certificates` 下。",
  "schoolgate:school.wecom": "学校的企业微信应用。",
  "schoolgate:school.wecom.corpId":
    "企业ID：ww 加 16 个字母或数字，见 我的企业 → 企业信息。步骤三之前可以不写。",
  "schoolgate:school.wecom.agentId": "应用的 AgentId：整数，见应用详情页，不加引号。步骤三之前可以不写。",
  "schoolgate:school.wecom.verifyFiles":
    "路由 → 文件名 → 文件里的码，与下载的一致。由 `gate verify-file` 写入。",
  "schoolgate:school.wecom.verifyFiles.<key>":
    "该键的路由：文件名 → 码。每个域名最多 13 个（Gateway API 的限制）。",
  "schoolgate:school.wecom.verifyFiles.<key>.<key>":
    "只有文件里的码：没有换行，最多 4,096 字节；或者写下面两个字段。键是文件名 `WW_verify_<码>.txt`。",
  "schoolgate:school.wecom.verifyFiles.<key>.<key>[code]": "放弃中的校验文件的码。",
  "schoolgate:school.wecom.verifyFiles.<key>.<key>[code].code": "只有文件里的码：没有换行，最多 4,096 字节。",
  "schoolgate:school.wecom.verifyFiles.<key>.<key>[code].retired":
    "`true`：解除它的保护，下一步就可以删除这个文件；仍然应答。由 `gate retire` 写入。",
  "schoolgate:school.entry": "应用主页地址的参数（手册步骤六）。厂商给出之前不写。",
  "schoolgate:school.entry.route": "应用主页在哪条路由的域名上。默认是通向 `hub` 的那条，或唯一的一条。",
  "schoolgate:school.entry.flag": "厂商给学校应用起的名称。",
  "schoolgate:school.entry.paytype": "厂商的支付方式。",
  "schoolgate:school.entry.ecardFunc": "厂商要打开的页面。",
  "schoolgate:school.egress": "OAuth 调用怎样到达企业微信。",
  "schoolgate:school.egress.nat":
    "`dedicated`：学校自己的 NAT 网关。`shared`：平台的 `network.sharedNat`，更便宜，所有学校一次只能改一处。`{ natGatewayId, snatTableId }`：学校自己的、已有的 NAT 网关。",
  "schoolgate:school.egress.nat[natGatewayId, snatTableId]":
    "纳管只属于这所学校的已有 NAT 网关，与路由已经通向它的 `vswitchIds` 一起写；以后交还，不删除。",
  "schoolgate:school.egress.nat[natGatewayId, snatTableId].natGatewayId": "NAT 网关的 id，取自控制台。",
  "schoolgate:school.egress.nat[natGatewayId, snatTableId].snatTableId":
    "它的 SNAT 表的 id，见控制台上它的页面。",
  "schoolgate:school.egress.snatEntryId":
    "纳管来源的调用现在经由的 SNAT 条目，它在已有的 NAT 网关上；以后交还，不删除。它使用一个写了 `bound: true` 的地址，开始时就是当前地址。",
  "schoolgate:school.egress.source": "OAuth 调用从哪里来：`cidr` 和 `zones`，或 `vswitchIds`。",
  "schoolgate:school.egress.source[cidr, zones]": "新建学校自己的 vSwitch。",
  "schoolgate:school.egress.source[cidr, zones].cidr":
    "学校 vSwitch 的网段，也是唯一那条 SNAT 条目的来源。VPC 网段里别的学校没有用的一段。",
  "schoolgate:school.egress.source[cidr, zones].zones":
    "可用区 → 在其中新建的 vSwitch 的网段。至少一个，两个可以承受失去其一。可用区属于平台的地域，网段互不重叠。",
  "schoolgate:school.egress.source[cidr, zones].zones.<key>":
    "该可用区 vSwitch 的网段：/16 到 /29（阿里云的限制），在 `cidr` 之内。",
  "schoolgate:school.egress.source[vswitchIds]": "纳管 OAuth 服务已经运行在其中的 vSwitch。",
  "schoolgate:school.egress.source[vswitchIds].vswitchIds":
    "vSwitch 的 id，取自控制台。一个 vSwitch 只属于一所学校。",
  "schoolgate:school.egress.source[vswitchIds].cidr":
    "覆盖它们的网段：不止一个时必须写，因为一所学校只有一条 SNAT 条目，切换才是一处修改。有中继时请一律写上。",
  "schoolgate:school.egress.addresses":
    "键 → 地址。全部始终绑定；至少一个是学校自己的。写两个，才有可以切换过去的。",
  "schoolgate:school.egress.addresses.<key>":
    "一个地址：`{}`、`{ allocationId }` 或 `{ ip, external }`。键是它的名字：小写字母、数字和连字符，最多 20 个字符，永不改变。一个 EIP 只属于一所学校。",
  "schoolgate:school.egress.addresses.<key>[]": "新分配一个学校自己的 EIP。",
  "schoolgate:school.egress.addresses.<key>[].retired":
    "`true`：解除地址的保护，下一步就可以删除它的键；仍然绑定。`still-trusted`：同样，但学校的企业可信IP里还有它。不能用于当前地址。由 `gate retire` 写入。",
  "schoolgate:school.egress.addresses.<key>[allocationId]": "纳管已有的 EIP；以后删除时交还，不释放。",
  "schoolgate:school.egress.addresses.<key>[allocationId].allocationId": "EIP 的实例 ID，取自控制台。",
  "schoolgate:school.egress.addresses.<key>[allocationId].bound":
    "`true`：它已经绑定在学校的 NAT 网关上。绑定一起纳管，以后一起交还。",
  "schoolgate:school.egress.addresses.<key>[allocationId].retired":
    "`true`：解除地址的保护，下一步就可以删除它的键；仍然绑定。`still-trusted`：同样，但学校的企业可信IP里还有它。不能用于当前地址。由 `gate retire` 写入。",
  "schoolgate:school.egress.addresses.<key>[ip, external]": "引用不属于我们的地址，例如厂商现有的服务器。",
  "schoolgate:school.egress.addresses.<key>[ip, external].ip":
    "一个公网 IPv4 地址。企业微信在那里不接受网段，也不接受 IPv6。",
  "schoolgate:school.egress.addresses.<key>[ip, external].external": "登记在企业微信里，不承载我们的流量。",
  "schoolgate:school.egress.active":
    "当前地址的键，OAuth 调用从它出去。不能是外部的或放弃中的；`trusted` 里一旦列有地址，必须是其中之一。由 `gate swap` 修改。",
  "schoolgate:school.egress.trusted":
    "学校已填入企业可信IP的地址的键；步骤五之前为空。最多 120 个（企业微信的限制）。由 `gate address trusted` 写入。",
  "schoolgate:school.egress.relay":
    "固定出口 vSwitch 里的代理，OAuth 服务经由它调用企业微信。服务本身就在这些 vSwitch 里时不需要。",
  "schoolgate:school.retired":
    "`true`：学校离开。解除它全部资源的保护，下一步就可以销毁它的 stack；在此之前照常服务。由 `gate retire` 写入。",
  "schoolgate:platform": "同一集群的学校共用的部分。",
  "schoolgate:platform.region": "网络所在的阿里云地域 id。",
  "schoolgate:platform.kubeContext": "kubeconfig 里平台和学校所在的 context。默认为当前的。",
  "schoolgate:platform.gateway": "所有学校共用的 Gateway。",
  "schoolgate:platform.gateway.name": "共用的 Gateway 的名称；同一集群的其他平台在该命名空间里不能同名。",
  "schoolgate:platform.gateway.namespace":
    "平台为它新建的命名空间。不能是集群的（`default`、`kube-…`），也不能是学校的（`school-…`）。",
  "schoolgate:platform.gateway.address": "学校的域名以 CNAME 指向的主机名。",
  "schoolgate:platform.gateway.replicas":
    "Envoy 的数量，节点足够时各在一个节点上，各有两个工作线程。1 到 50。",
  "schoolgate:platform.gateway.memory":
    "每个 Envoy 向节点申请的内存，单位 Mi 或 Gi：每所学校 1.5 Mi 再加 100 Mi 就够。",
  "schoolgate:platform.issuer": "学校的证书由谁签发。",
  "schoolgate:platform.issuer.kind": "cert-manager 签发者的类型。",
  "schoolgate:platform.issuer.name": "它的名称。写了 `acme` 或 `ca` 时新建；都不写时已经存在。",
  "schoolgate:platform.upstreams":
    "键 → 厂商的一个主机。至少一个，最多 16 个（Gateway API 的 ReferenceGrant）。",
  "schoolgate:platform.upstreams.<key>": "厂商的一个主机。",
  "schoolgate:platform.upstreams.<key>.host": "厂商的主机：完整的小写域名，不能是网关自己的。",
  "schoolgate:platform.upstreams.<key>.port": "HTTPS 端口；按该主机名校验它的证书。",
  "schoolgate:platform.network": "学校的 vSwitch 和 NAT 网关所在的网络。",
  "schoolgate:platform.network.vpcId": "已有的 VPC。",
  "schoolgate:platform.network.cidr": "VPC 的网段：私网，/8 到 /24（阿里云的限制）；每所学校的来源都在其中。",
  "schoolgate:platform.network.natVswitchId": "NAT 网关从哪个 vSwitch 取得私网地址。",
  "schoolgate:platform.network.sharedNat": "写 `nat: shared` 的学校共用的 NAT 网关，已经存在。",
  "schoolgate:platform.network.sharedNat.natGatewayId": "NAT 网关的 id。",
  "schoolgate:platform.network.sharedNat.snatTableId": "它的 SNAT 表的 id，见控制台上它的页面。",
  "schoolgate:platform.rewriteRedirects":
    "把指向上游域名的内容（跳转、Refresh、Cookie）改回学校的域名，由网关上的 Lua 完成。",
  "schoolgate:platform.acme": "签发者的 ACME 账户；不能与 `ca` 同时写。都不写时签发者已经存在。",
  "schoolgate:platform.acme.email": "签发机构的联系邮箱。",
  "schoolgate:platform.acme.server": "它的目录地址，用 https。",
  "schoolgate:platform.ca": "自有 CA，签发者用它签发，代替 `acme`。",
  "schoolgate:platform.ca.secretName": "cert-manager 命名空间里的 Secret，含 CA 的 tls.crt 和 tls.key。",
  "schoolgate:platform.contact": "学校管理员联系谁；印在每份清单上。",
  "schoolgate:platform.contact.name": "由谁接听：一个人或一个岗位。最多 32 个字符。",
  "schoolgate:platform.contact.telephone": "电话号码：数字、空格、连字符、括号，分机前写“转”；加引号。",
  "schoolgate:platform.contact.channel": "还能在哪里联系：企业微信群、邮箱。最多 64 个字符。",
  "schoolgate:platform.retired":
    "`true`：平台在没有学校之后停用。解除它的保护，下一步就可以销毁它的 stack。由 `gate retire` 写入。",
  "schoolgate:certificates": "路由 → 学校自带的证书。",
  "schoolgate:certificates.<key>": "该键的路由的证书。",
  "schoolgate:certificates.<key>.chain":
    "明文的 PEM 证书：先是域名自己的，随后依次是中间证书。签给该路由的域名，用于 TLS 服务器，在有效期内。",
  "schoolgate:certificates.<key>.key": "加密的私钥：2048、3072 或 4096 位的 RSA，或 P-256、P-384。",
  "schoolgate:certificates.<key>.key.secure": "密文，由 `pulumi config set --secret` 写入。",
  "schoolgate:wecomSecret":
    "应用的 Secret，由 `pulumi config set --secret` 加密。本项目不使用它，只为 OAuth 服务保存。",
  "schoolgate:wecomSecret.secure": "密文，由 `pulumi config set --secret` 写入。",
};

/** The page in Chinese. */
export const chinese: FieldWords = {
  intro: `# stack 文件

\`stacks/Pulumi.<名称>.yaml\` 只写一所学校或一个平台的事实。本页由 \`npm run docs\` 根据 \`infra/\` 里的 zod schema 生成。编辑器可以用
[\`stacks/schema.json\`](../../stacks/schema.json) 补全和检查字段；\`./gate check\` 列出全部问题，各有文件、行、列和出路。示例：
[一所学校](../../stacks/Pulumi.demo.yaml)、[纳管已有资源的学校](../../stacks/Pulumi.lakeside.yaml)、[自带证书的学校](../../stacks/Pulumi.northgate.yaml)、
[一个平台](../../stacks/Pulumi.hz.yaml)。

所有字段都在 \`config\` 之下。\`<key>\` 是自定的名称。像 \`source: { vswitchIds }\` 这样的一行是该字段的一种写法，其后各行是它的字段。其他命名空间的键
（\`alicloud:region\`）以及 Pulumi 写在 \`config\` 旁边的内容（\`encryptionsalt\`、\`encryptedkey\`、\`secretsprovider\`）原样保留。YAML 按 Pulumi 的读法：Pulumi 会当作
数字或日期的值请加引号（\`"0443"\`、\`"2024-09-01"\`）。
`,
  columns: ["字段", "含义与规则", "默认值", "示例"],
  required: "必填",
  sections: {
    "schoolgate:school": { title: "学校", text: "学校的文件里有 `schoolgate:school`。" },
    "schoolgate:certificates": {
      title: "学校自带的证书",
      text: "写了 `certificate: { from: secret }` 时，每条路由一张。[怎样做](runbooks/bring-certificate.md)。",
    },
    "schoolgate:wecomSecret": {
      title: "应用的 Secret",
      text: "用 `pulumi config set --secret schoolgate:wecomSecret -s <学校>` 写入。",
    },
    "schoolgate:platform": {
      title: "平台",
      text: "平台的文件里有 `schoolgate:platform`。[怎样部署](production.md#5-平台的-stack)。",
    },
  },
  textOf: ({ path }) => texts[path] ?? "",
};
