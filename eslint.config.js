// Only what needs types or knows the rooms; format and everything else is Biome's.
import tseslint from "typescript-eslint";

const rooms = [
  ...["lib", "stacks", "components", "providers", "policies", "infra"],
  ...["plan", "fleet", "rehearsal", "cli", "test"],
];

/** A room, and which others it may import: the arrows of the design, one direction only. */
const room = (name, allowed) => ({
  files: [`${name}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: rooms
          .filter((other) => other !== name && !allowed.includes(other))
          .map((other) => ({
            group: [`**/${other}/**`],
            message: `${name}/ may not import ${other}/ (AGENTS.md, rooms)`,
          })),
      },
    ],
  },
});

export default [
  { ignores: ["node_modules/", ".rehearsal/", "coverage/", "artifacts/"] },
  {
    files: ["**/*.ts"],
    plugins: { "@typescript-eslint": tseslint.plugin },
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-base-to-string": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  room("lib", []),
  room("components", []),
  room("providers", ["lib"]),
  room("infra", ["lib", "components", "policies"]),
  room("policies", ["lib", "components", "providers"]),
  room("plan", ["lib", "providers", "policies", "infra"]),
  room("fleet", ["lib", "infra", "plan"]),
  room("rehearsal", ["lib", "providers", "infra"]),
  room("cli", [
    "lib",
    "stacks",
    "components",
    "providers",
    "policies",
    "infra",
    "plan",
    "fleet",
    "rehearsal",
  ]),
];
