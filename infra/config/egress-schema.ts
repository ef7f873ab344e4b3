import { z } from "zod";
import { addressKey, cidr, field, id, ipv4, zone } from "./shapes.ts";

// The `egress` of a school's stack file: where its OAuth calls come from, and the addresses that they leave from.

/** What `retired` says of an address that the school still has in WeCom's list. */
export const stillTrusted = "still-trusted";

const retired = z
  .literal([true, stillTrusted], {
    error: `retired is true, or ${stillTrusted} → write retired: true, or leave it out`,
  })
  .optional()
  .meta(
    field(
      "`true`: the address's protection is taken off, so that its key can be removed next; it stays bound. `still-trusted`: the same, although the school has it in WeCom's list. Never of the active address. `gate retire` writes it.",
      true,
    ),
  );

const address = z
  .union([
    z.strictObject({ retired }).meta({ description: "Allocates an elastic IP of the school's own." }),
    z
      .strictObject({
        allocationId: id("eip", "an allocation id").meta(
          field("Allocation id of the elastic IP, from the console.", "eip-bp1lakeside00000001"),
        ),
        bound: z
          .literal(true, { error: "bound is true or left out → write bound: true, or take it out" })
          .optional()
          .meta(
            field(
              "`true`: it is bound to the school's NAT gateway already. The binding is adopted and later handed back with it.",
              true,
            ),
          ),
        retired,
      })
      .meta({
        description: "Adopts an elastic IP that exists; removed later, it is handed back and not released.",
      }),
    z
      .strictObject({
        ip: ipv4.meta(
          field("One public IPv4 address. WeCom takes no range and no IPv6 there.", "47.111.68.103"),
        ),
        external: z
          .literal(true, { error: "external is true or left out → write external: true" })
          .meta(field("It is listed in WeCom, and carries no traffic of ours.", true)),
      })
      .meta({ description: "Refers to an address that is not ours, such as the vendor's present server." }),
  ])
  .meta(
    field(
      "One address: `{}`, `{ allocationId }`, or `{ ip, external }`. Its key is its name: lower-case letters, digits and hyphens, at most 20; it never changes. An elastic IP is one school's alone.",
      { allocationId: "eip-bp1lakeside00000001" },
    ),
  );

const source = z
  .union([
    z
      .strictObject({
        cidr: cidr.meta(
          field(
            "Block of the school's vSwitches: the source of its one SNAT entry. A part of the VPC's block that no other school has.",
            "10.20.8.0/24",
          ),
        ),
        zones: z
          .record(
            zone,
            cidr.meta(
              field(
                "Block of the vSwitch in that zone: of /16 to /29 (Alibaba Cloud), inside `cidr`.",
                "10.20.8.0/25",
              ),
            ),
          )
          .meta(
            field(
              "Zone → block of the vSwitch made there. At least one; two survive the loss of one. Zones are of the platform's region; blocks do not overlap.",
              { "cn-hangzhou-i": "10.20.8.0/25", "cn-hangzhou-j": "10.20.8.128/25" },
            ),
          ),
      })
      .meta({ description: "vSwitches of the school's own are made." }),
    z
      .strictObject({
        vswitchIds: z
          .array(id("vsw", "a vSwitch id"))
          .min(1)
          .meta(
            field("Ids of the vSwitches, from the console. A vSwitch belongs to one school.", [
              "vsw-bp1lakeside0000000001",
            ]),
          ),
        cidr: cidr
          .optional()
          .meta(
            field(
              "Block that covers them: required with more than one, as a school has one SNAT entry, so that a swap is one change. With a relay write it in any case.",
              "10.20.16.0/23",
            ),
          ),
      })
      .meta({ description: "Adopts vSwitches in which the OAuth service already runs." }),
  ])
  .meta(
    field("Where OAuth calls come from: `cidr` and `zones`, or `vswitchIds`.", {
      vswitchIds: ["vsw-bp1lakeside0000000001"],
    }),
  );

export const egress = z
  .strictObject({
    nat: z
      .union([
        z.enum(["dedicated", "shared"]),
        z
          .strictObject({
            natGatewayId: id("ngw", "a NAT gateway id").meta(
              field("Id of the NAT gateway, from the console.", "ngw-bp1lakeside0000000001"),
            ),
            snatTableId: id("stb", "a SNAT table id").meta(
              field("Id of its SNAT table, shown on its page in the console.", "stb-bp1lakeside0000000001"),
            ),
          })
          .meta({
            description:
              "Adopts a NAT gateway that exists and is this school's alone, with `vswitchIds` whose routes lead to it; handed back later, and not deleted.",
          }),
      ])
      .default("dedicated")
      .meta(
        field(
          "`dedicated`: a NAT gateway of the school's own. `shared`: the platform's, `network.sharedNat`; cheaper, and one change at a time for all its schools. `{ natGatewayId, snatTableId }`: the school's own, which exists.",
          "shared",
        ),
      ),
    snatEntryId: id("snat", "a SNAT entry id")
      .optional()
      .meta(
        field(
          "Adopts the SNAT entry that the source's calls leave by already, at a NAT gateway that exists; handed back later, and not deleted. It uses an address that is `bound: true`, at first the active one.",
          "snat-bp1lakeside00000001",
        ),
      ),
    source,
    addresses: z
      .record(addressKey, address)
      .meta(
        field(
          "Key → address. All are bound all the time; at least one is the school's own. Two, so that there is one to swap to.",
          { a: {}, b: {} },
        ),
      ),
    active: z
      .string()
      .meta(
        field(
          "Key of the address that OAuth calls leave from. Not an external or retired one; one of `trusted`, once any is listed there. `gate swap` changes it.",
          "a",
        ),
      ),
    trusted: z
      .array(z.string())
      .default([])
      .meta(
        field(
          "Keys of the addresses that the school has entered in 企业可信IP; empty until step 5. At most 120 (WeCom). `gate address trusted` writes it.",
          ["a", "b"],
        ),
      ),
    relay: z
      .boolean({ error: "relay is true or false → write relay: true, or leave it out" })
      .default(false)
      .meta(
        field(
          "A proxy in the pinned vSwitches through which the OAuth service calls WeCom. Not needed where that service runs in them itself.",
          true,
        ),
      ),
  })
  .meta({ description: "How OAuth calls reach WeCom." });
