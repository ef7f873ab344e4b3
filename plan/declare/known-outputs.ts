/**
 * Outputs, by type, that a program may put into texts or take apart while a symbol stands for the value. All others
 * stay unknown, as in the engine's preview, and `apply` does not run on them.
 */
export const knownOutputs: Readonly<Record<string, readonly string[]>> = {
  "alicloud:ecs/eipAddress:EipAddress": ["ipAddress"],
  // One text, of ids joined by commas.
  "alicloud:vpc/natGateway:NatGateway": ["snatTableIds"],
};
