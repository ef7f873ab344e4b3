# Sourced by the plugin executables: starts a program of this folder on the project's own Node, or on the one of PATH.
# The executables may be links, so everything is found from where they really lie.
run() {
  plugins=$(dirname "$(readlink -f "$0")")
  program=$1
  shift
  node="$plugins/../../node_modules/.bin/node"
  [ -x "$node" ] || node=node
  exec "$node" "$plugins/$program" "$@"
}
