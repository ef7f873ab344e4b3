/**
 * Outputs that a program puts into texts or takes apart, by type, as far as it may do that with a symbol in place of the
 * value. All others stay unknown, as in the engine's preview: what the program would make of them is not run.
 */
export const knownOutputs: Readonly<Record<string, readonly string[]>> = {
  "alicloud:ecs/eipAddress:EipAddress": ["ipAddress"],
  // One text, of ids joined by commas.
  "alicloud:vpc/natGateway:NatGateway": ["snatTableIds"],
};
