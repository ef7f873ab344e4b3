import { randomUUID } from "node:crypto";
import { idParts, partsOf, resourceType } from "../resource-type.ts";
import type { Session } from "../session.ts";

const idForm = "<snatTableId>:<snatEntryId>";

/** Terraform's alicloud_snat_entry (1.290): resource_alicloud_snat_entry.go. */
export const snatEntry = resourceType({
  token: "alicloud:vpc/snatEntry:SnatEntry",
  inputs: {
    snatTableId: { type: "string", required: true },
    snatIp: { type: "string", required: true },
    sourceCidr: { type: "string", conflictsWith: "sourceVswitchId" },
    sourceVswitchId: { type: "string", conflictsWith: "sourceCidr" },
    snatEntryName: { type: "string" },
    eipAffinity: { type: "number" },
  },
  refused: {},
  stable: ["snatEntryId"],

  async create(session, inputs, clientToken) {
    const { snatTableId } = inputs;
    const { snatEntryId } = await session.call(
      "CreateSnatEntry",
      {
        snatTableId,
        snatIp: inputs.snatIp,
        sourceCIDR: inputs.sourceCidr,
        sourceVSwitchId: inputs.sourceVswitchId,
        snatEntryName: inputs.snatEntryName,
        eipAffinity: inputs.eipAffinity,
        clientToken,
      },
      {
        on: [
          "EIP_NOT_IN_GATEWAY",
          "OperationUnsupported.EipNatBWPCheck",
          "OperationUnsupported.EipInBinding",
          "IncorrectStatus.NATGW",
          "OperationConflict",
          "OperationUnsupported.EipNatGWCheck",
        ],
        minutes: 5,
      },
    );
    return `${snatTableId}:${snatEntryId}`;
  },

  complete: (session, id) => available(session, id),

  async read(session, id) {
    const entry = await describe(session, id);
    if (entry === undefined) return undefined;
    return {
      snatTableId: entry.snatTableId,
      snatEntryId: entry.snatEntryId,
      snatEntryName: entry.snatEntryName,
      snatIp: entry.snatIp,
      // The API answers both for an entry on a vSwitch, whichever of the two it was made with.
      sourceCidr: entry.sourceCIDR,
      sourceVswitchId: entry.sourceVSwitchId,
      eipAffinity: entry.eipAffinity,
      status: entry.status,
    };
  },

  async update(session, id, inputs, changed) {
    if (!changed.has("snatIp", "snatEntryName", "eipAffinity")) return;
    const [snatTableId = "", snatEntryId = ""] = partsOf(id, idForm);
    await session.call(
      "ModifySnatEntry",
      {
        snatTableId,
        snatEntryId,
        snatIp: inputs.snatIp,
        // Taken out of the program, the name stays: an empty one is not sent.
        ...(inputs.snatEntryName !== "" && { snatEntryName: inputs.snatEntryName }),
        ...(changed.has("eipAffinity") && { eipAffinity: inputs.eipAffinity ?? 0 }),
        clientToken: randomUUID(),
      },
      // Not the errors of an EIP that is being bound, nor those of a table that is locked.
      { on: ["IncorrectStatus.NATGW"], minutes: 5 },
    );
    await available(session, id);
  },

  async delete(session, id) {
    const [snatTableId = "", snatEntryId = ""] = partsOf(id, idForm);
    await session.unlessGone(
      "DeleteSnatEntry",
      { snatTableId, snatEntryId },
      { on: ["IncorretSnatEntryStatus", "IncorrectStatus.NATGW", "OperationConflict"], minutes: 5 },
      ["InvalidSnatTableId.NotFound", "InvalidSnatEntryId.NotFound"],
    );
    await session.wait(snatEntryId, [], 5, async () => (await describe(session, id))?.status);
  },
});

async function describe(session: Session, id: string) {
  const [snatTableId, snatEntryId] = idParts(id, 2) ?? [];
  if (snatTableId === undefined) return undefined;
  const { snatTableEntries } = await session.ask("DescribeSnatTableEntries", { snatTableId, snatEntryId });
  return snatTableEntries[0];
}

function available(session: Session, id: string): Promise<void> {
  return session.wait(id, ["Available"], 5, async () => (await describe(session, id))?.status);
}
