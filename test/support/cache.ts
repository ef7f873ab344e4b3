import { homedir } from "node:os";
import { join } from "node:path";

/** Where built programs are kept between projects: what the command line uses too. */
export const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "schoolgate");
