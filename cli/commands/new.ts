import { command, type ExitCode } from "../command.ts";
import { gatherSchool, newSchoolArgs, writeSchool } from "../new-school.ts";

/** `gate new`: writes a valid stack file for one more school. */
export const newSchool = command(
  {
    name: "new",
    description: "Write a valid stack file for a school; asks for what is missing on a terminal",
  },
  newSchoolArgs,
  [
    "./gate new lakeside --name 湖滨学院 --domain lakeside.example.cn --platform hz",
    "./gate new lakeside --name 湖滨学院 --domain lakeside.example.cn --platform hz --nat shared --cidr 10.20.40.0/24 --zone cn-hangzhou-i,cn-hangzhou-j",
  ],
  async (args, deps): Promise<ExitCode> => {
    const school = await gatherSchool(args, deps);
    const upstreams = Object.keys(school.upstreams);
    const routes = Object.fromEntries(upstreams.map((key, index) => [`api${index + 1}`, key]));
    const file = writeSchool(school, { routes }, deps);
    deps.stdout.write(`Wrote ${file}.\nNext: ./gate rehearse ${args.school}\n`);
    return 0;
  },
);
