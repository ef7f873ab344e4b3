import { expect, test } from "vitest";
import { bodyRule } from "../../../../infra/config/rules/verify-files.ts";
import { type BrokenRule, problemsAfter } from "../../../support/broken-rules.ts";

const school = "config/schoolgate:school";
const code = "54wuPnLpuTWkAF0Z";
const verifyFile = `${school}/wecom/verifyFiles/api1/WW_verify_${code}.txt`;
const verifyPath = `schoolgate:school.wecom.verifyFiles.api1["WW_verify_${code}.txt"]`;
const twoReaders = "without quotes Pulumi may read another value here than gate does";
const asDownloaded = "take the file as downloaded: ./gate verify-file <school> <route> <path>";

/** Verify files of as many apps. */
const files = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`WW_verify_A${at}.txt`, `A${at}`]));

const cases: readonly BrokenRule[] = [
  [
    "verify files of an unknown route",
    "demo",
    `${school}/wecom/verifyFiles`,
    { api3: {} },
    [
      "schoolgate:school.wecom.verifyFiles.api3: verify files belong to a route, and no route has this key → did you mean api1, or api2?",
    ],
  ],
  [
    "a verify file's name",
    "demo",
    `${school}/wecom/verifyFiles/api1`,
    { [`ww_verify_${code}.txt`]: code },
    [
      `schoolgate:school.wecom.verifyFiles.api1["ww_verify_${code}.txt"]: a verify file is named WW_verify_<letters and digits>.txt → ${asDownloaded}`,
    ],
  ],
  [
    "a verify file's name that leaves the root",
    "demo",
    `${school}/wecom/verifyFiles/api1`,
    { [`../WW_verify_${code}.txt`]: code },
    [
      `schoolgate:school.wecom.verifyFiles.api1["../WW_verify_${code}.txt"]: a verify file is named WW_verify_<letters and digits>.txt → ${asDownloaded}`,
    ],
  ],
  [
    "a verify file's name that is no path any more",
    "demo",
    `${school}/wecom/verifyFiles/api1`,
    { [`WW_verify_${"a".repeat(1001)}.txt`]: "a".repeat(1001) },
    [
      `schoolgate:school.wecom.verifyFiles.api1.WW_verify_${"a".repeat(69)}…: a verify file is named WW_verify_<letters and digits>.txt → ${asDownloaded}`,
    ],
  ],
  [
    "as many verify files as a route has rules for",
    "demo",
    `${school}/wecom/verifyFiles/api1`,
    files(13),
    [],
  ],
  [
    "one more than that",
    "demo",
    `${school}/wecom/verifyFiles/api1`,
    files(14),
    [
      "schoolgate:school.wecom.verifyFiles.api1: a host answers at most 13 verify files, and these are 14 → remove those of apps that trust another of the school's hosts",
    ],
  ],
  [
    "a body with a newline",
    "demo",
    verifyFile,
    `${code}\n`,
    [
      `${verifyPath} "${code}\\n": a verify file's body is its code alone, without a newline → ${asDownloaded}`,
    ],
  ],
  [
    "a body with a %",
    "demo",
    verifyFile,
    "%REQ(x)%",
    [
      `${verifyPath} "%REQ(x)%": a verify file's body has no %: the edge would read it as a variable → ${asDownloaded}`,
    ],
  ],
  [
    "a body that is too long",
    "demo",
    verifyFile,
    "x".repeat(4097),
    [`${verifyPath} "${"x".repeat(78)}…: a verify file's body has at most 4096 bytes → ${asDownloaded}`],
  ],
  [
    "a body that is another code",
    "demo",
    verifyFile,
    "sLiFnl9UzNfQ9jxT",
    [
      `${verifyPath} "sLiFnl9UzNfQ9jxT": a verify file's body is the code in its name, ${code} → ${asDownloaded}`,
    ],
  ],
  ["a file that is retired", "demo", verifyFile, { code, retired: true }, []],
  [
    "a retired file's body",
    "demo",
    verifyFile,
    { code: "sLiFnl9UzNfQ9jxT", retired: true },
    [
      `${verifyPath} "sLiFnl9UzNfQ9jxT": a verify file's body is the code in its name, ${code} → ${asDownloaded}`,
    ],
  ],
  [
    "a file that is retired otherwise",
    "demo",
    verifyFile,
    { code, retired: "soon" },
    [`${verifyPath}.retired "soon": retired is true or left out → write retired: true, or take it out`],
  ],
  [
    "a body that YAML reads as a number",
    "demo",
    verifyFile,
    1234567890123456,
    [
      `${verifyPath} "1234567890123456": ${twoReaders} → put it in quotes, or write the number in digits alone that do not begin with 0`,
      `${verifyPath} 1234567890123456: expected a text or a map, found a whole number → put it in quotes`,
    ],
  ],
];

test.each(cases)("%s", (_title, stack, path, value, problems) => {
  expect(problemsAfter(stack, path, value)).toEqual(problems);
});

test.each([
  ["A1", undefined],
  ["\uFEFFA1", "a verify file's body is its code alone, without a byte order mark"],
  ["A1\uFEFF", "a verify file's body is the code in its name, A1"],
])("the body %j of WW_verify_A1.txt", (body, rule) => {
  expect(bodyRule(body, "A1")).toBe(rule);
});

test("a body may have 4,096 bytes, and no more", () => {
  expect(bodyRule("x".repeat(4096), undefined)).toBeUndefined();
  expect(bodyRule(`${"x".repeat(4094)}é`, undefined)).toBeUndefined();
  expect(bodyRule(`${"x".repeat(4095)}é`, undefined)).toBe("a verify file's body has at most 4096 bytes");
});
