// What answers for an upstream where a school is tried by hand: its two success pages, as the handbook shows them.
import { readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";

const [, , host = "", address = "", port = "", pair = ""] = process.argv;

function page(path: string): string {
  return `<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<title>${host}</title>
<h1>${host}</h1>
<p>This page stands in for the vendor's ${path}. It came through the school's own host.</p>
</html>
`;
}

const server = createSecureServer({
  allowHTTP1: true,
  cert: readFileSync(`${pair}.crt`),
  key: readFileSync(`${pair}.key`),
});
server.on("request", (request, response) => {
  const path = request.url.replace(/\?.*/, "");
  const found = path === "/new/index.html" || path === "/index.html" || path === "/bsacs/qyweixin.action";
  response.writeHead(found ? 200 : 404, { "content-type": found ? "text/html" : "text/plain" });
  response.end(found ? page(path) : "not found\n");
});
server.listen(Number(port), address);
