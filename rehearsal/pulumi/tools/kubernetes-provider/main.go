// The Kubernetes provider of Pulumi's. Its module leaves out the schema that the release's own main embeds; only code
// generators ask for it.
package main

import "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"

// The version that the program's SDK asks for, set by the linker.
var version string

func main() {
	provider.Serve("kubernetes", version, []byte("{}"), []byte("{}"))
}
