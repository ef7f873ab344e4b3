#!/bin/sh
# Runs a command in a root of its own, inside the namespaces that its caller made with `unshare --mount --net --pid`.
# The root is the machine's, but for what the edge must have otherwise: /etc/hosts and the trust store, which name the
# test upstreams; no DNS server; /certs, where Envoy Gateway looks for its own. None of it is seen outside.
#
# The upstreams are another machine, on a network with this one: a second network namespace, which /upstreams names.
#
# usage: sandbox.sh <empty folder> <hosts file> <CA bundle> <command> [argument…]
set -eu
root=$1 hosts=$2 authorities=$3
shift 3

ip link set lo up
mount -t tmpfs -o mode=755 edge "$root"
mkdir "$root/machine" "$root/certs" "$root/etc"
for entry in /* ; do
  case $entry in
    /certs | /etc | /machine) ;;
    *)
      if [ -L "$entry" ]; then
        cp -P "$entry" "$root$entry"
      elif [ -d "$entry" ]; then
        mkdir "$root$entry"
        mount --rbind "$entry" "$root$entry"
      fi
      ;;
  esac
done

# Envoy keeps a file there that two edges would share.
mount -t tmpfs shm "$root/dev/shm"

mount --rbind /etc "$root/machine"
for entry in /etc/* ; do
  case $entry in
    /etc/hosts | /etc/resolv.conf | /etc/nsswitch.conf | /etc/ssl) ;;
    *) ln -s "/machine${entry#/etc}" "$root$entry" ;;
  esac
done
cp "$hosts" "$root/etc/hosts"
echo "hosts: files" > "$root/etc/nsswitch.conf"
: > "$root/etc/resolv.conf"
mkdir -p "$root/etc/ssl/certs"
cp "$authorities" "$root/etc/ssl/certs/ca-certificates.crt"

# Leaves nothing of the machine's own root in sight, and lets nsenter find this one.
mkdir "$root/old"
cd "$root"
pivot_root . old
umount -l /old
rmdir /old

: > /upstreams
unshare --net sh -c 'ip link set lo up && mount --bind /proc/self/ns/net /upstreams'
nsenter --net=/upstreams ip link add upstreams type veth peer name edge netns $$
ip address add 10.255.0.1/24 dev edge
ip link set edge up
nsenter --net=/upstreams ip link set upstreams up
for address in $(sed -n 's/^\(10\.255\.0\.[0-9]*\) .*/\1/p' /etc/hosts) ; do
  nsenter --net=/upstreams ip address add "$address/24" dev upstreams
done
exec "$@"
