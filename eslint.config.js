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
  room("components", ["infra", "stacks", "policies", "fleet", "rehearsal", "cli", "test"]),
  room("policies", ["infra", "stacks", "fleet", "rehearsal", "cli", "test"]),
  room("fleet", ["components", "rehearsal", "cli", "test"]),
  room("infra", ["policies", "fleet", "rehearsal", "cli", "test"]),
  room("rehearsal", ["components", "policies", "fleet", "cli", "test"]),
  room("cli", ["test"]),
];
