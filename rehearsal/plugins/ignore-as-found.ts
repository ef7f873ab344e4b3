import protocol from "@pulumi/pulumi/proto/provider_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { withIgnoredChanges } from "../engine/ignore-changes.ts";

/**
 * Serves a stand-in that ignores as found: the SDK's server (3.276) hands on no `ignoreChanges`, so the inputs that it
 * gets are already as they were found.
 */
export function ignoreAsFound(): void {
  for (const { prototype } of [protocol.DiffRequest, protocol.UpdateRequest]) {
    const { getNews } = prototype;
    prototype.getNews = function (this: protocol.DiffRequest | protocol.UpdateRequest) {
      const [news, olds] = [getNews.call(this), this.getOlds()];
      const paths = this.getIgnorechangesList();
      if (news === undefined || olds === undefined || paths.length === 0) return news;
      const seen = withIgnoredChanges(news.toJavaScript(), olds.toJavaScript(), paths);
      return structs.Struct.fromJavaScript(seen as Parameters<typeof structs.Struct.fromJavaScript>[0]);
    };
  }
}
