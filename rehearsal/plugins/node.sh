# Sourced by the plugin executables: starts a program of this folder on the project's own Node, or on the one of PATH.
# The executables may be links, so everything is found from where they really lie.
run() {
  plugins=$(dirname "$(readlink -f "$0")")
  program=$1
  shift
  node="$plugins/../../node_modules/.bin/node"
  [ -x "$node" ] || node=node
  # The SDK is large: kept compiled, it loads in half the time. Where that cannot be written, nothing happens.
  export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$plugins/../../node_modules/.cache/node-compile}"
  exec "$node" "$plugins/$program" "$@"
}
