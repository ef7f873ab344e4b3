import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { declare, named } from "./declare.ts";

const eip = (name: string, description?: pulumi.Input<string>) =>
  new alicloud.ecs.EipAddress(name, description === undefined ? {} : { description });

test("marks secrets, in inputs and in outputs", async () => {
  const declaration = await declare(() => {
    eip("x-a-eip", pulumi.secret("hidden"));
    return { plain: "seen", hidden: pulumi.secret("hidden") };
  });
  expect(named(declaration, "x-a-eip").inputs).toEqual({ description: { secret: "hidden" } });
  expect(declaration.outputs).toEqual({ plain: "seen", hidden: { secret: "hidden" } });
});

test("what a preview cannot know is unknown, and known after it", async () => {
  const program = () => ({ ip: eip("x-b-eip").ipAddress, id: eip("x-c-eip").id });
  expect((await declare(program, { preview: true })).outputs).toEqual({ ip: "<unknown>", id: "<unknown>" });
  expect((await declare(program)).outputs).toEqual({ ip: "203.0.113.2", id: "x-c-eip-id" });
});

test("two at once do not meet", async () => {
  const both = await Promise.all(
    ["one", "two"].map((stack) => declare(() => void eip(`${stack}-a-eip`), { stack })),
  );
  expect(both.map(({ resources }) => resources.map(({ name }) => name))).toEqual([
    ["one-a-eip"],
    ["two-a-eip"],
  ]);
});

test("fails as the program does, also where only a resource saw the failure", async () => {
  const late = () => {
    eip(
      "x-a-eip",
      pulumi.output("x").apply((): string => {
        throw new Error("late");
      }),
    );
  };
  await expect(
    declare(() => {
      throw new Error("at once");
    }),
  ).rejects.toThrow("at once");
  await expect(declare(late)).rejects.toThrow('error serializing property "description": late');
  expect((await declare(() => ({ still: "well" }))).outputs).toEqual({ still: "well" });
});

test("a program that asks the cloud anything fails", async () => {
  await expect(declare(() => ({ zones: alicloud.getZones({}) }))).rejects.toThrow(
    "the program called alicloud:index/getZones:getZones: it is to need no cloud",
  );
});
