// Only what needs types or knows the rooms; format and everything else is Biome's.
import tseslint from "typescript-eslint";

/** What a room may not import: the arrows of the design, one direction only. */
const room = (name, forbidden) => ({
  files: [`${name}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: forbidden.map((other) => ({
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
  room("lib", [
    "components",
    "infra",
    "stacks",
    "providers",
    "policies",
    "plan",
    "fleet",
    "rehearsal",
    "cli",
    "test",
  ]),
  room("components", [
    "lib",
    "infra",
    "stacks",
    "providers",
    "policies",
    "plan",
    "fleet",
    "rehearsal",
    "cli",
    "test",
  ]),
  room("providers", [
    "components",
    "infra",
    "stacks",
    "policies",
    "plan",
    "fleet",
    "rehearsal",
    "cli",
    "test",
  ]),
  room("infra", ["stacks", "providers", "plan", "fleet", "rehearsal", "cli", "test"]),
  room("policies", ["infra", "stacks", "plan", "fleet", "rehearsal", "cli", "test"]),
  room("plan", ["components", "stacks", "fleet", "rehearsal", "cli", "test"]),
  room("fleet", ["components", "stacks", "providers", "policies", "rehearsal", "cli", "test"]),
  room("rehearsal", ["components", "stacks", "policies", "plan", "fleet", "cli", "test"]),
  room("cli", ["test"]),
];
