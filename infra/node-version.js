// Loaded before the program (Pulumi.yaml, nodeargs), in JavaScript that an old Node can read: it would stop at the first
// .ts file with an error that does not say what to do.
const oldest = 24;

/**
 * @param {string} version as in process.version, such as v20.20.2
 * @returns {string | undefined} what is wrong with it and the way out; nothing where it is new enough
 */
export function nodeProblem(version) {
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  if (major >= oldest) return undefined;
  return [
    `schoolgate runs on Node ${oldest} or newer, and pulumi found ${version} on PATH.`,
    "The project brings its own: run `npm ci`, then put its node_modules/.bin in front of PATH.",
  ].join("\n");
}

const problem = nodeProblem(process.version);
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
