#!/bin/sh
# Makes the network of one school, inside namespaces that the caller made with `unshare --mount --net --pid`, and then
# waits for the end of its standard input. With this, the first process, the kernel ends all others and takes the network
# away; the folder of their files goes before.
#
#   caller, pod-1 … pod-6, stray  — the VPC: 169.254.1.1 is every pod's gateway, as Terway's is
#   nat                           — the VPC's router, and the NAT gateway in it
#   internet                      — WeCom; the way back to the elastic IPs leads through the NAT gateway
#
# usage: world.sh <folder of files>
set -eu
folder=$1
echo "nameserver 10.20.0.53" > "$folder/resolv.conf"
resolver=$(readlink -f /etc/resolv.conf)
mount -t tmpfs -o mode=755 names /run
mkdir -p /run/netns "$(dirname "$resolver")"
[ -e "$resolver" ] || : > "$resolver"
mount --bind "$folder/resolv.conf" "$resolver"

network() {
  ip netns add "$1"
  ip -n "$1" link set lo up
}
pod() {
  network "$1"
  ip link add "$1" netns nat type veth peer name eth0 netns "$1"
  ip -n "$1" address add "$2/32" dev eth0
  ip -n "$1" link set eth0 up
  ip -n nat address add 169.254.1.1/32 dev "$1"
  ip -n nat link set "$1" up
  ip -n nat route add "$2/32" dev "$1"
  ip -n "$1" route add 169.254.1.1 dev eth0 scope link
  ip -n "$1" route add default via 169.254.1.1
}

network internet
network nat
nsenter --net=/run/netns/nat sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
ip link add internet netns nat type veth peer name eth0 netns internet
ip -n nat address add 198.18.255.1/30 dev internet
ip -n nat link set internet up
ip -n nat route add default via 198.18.255.2
ip -n internet address add 198.18.255.2/30 dev eth0
ip -n internet link set eth0 up
for addresses in 203.0.113.0/24 192.0.2.0/24; do ip -n internet route add "$addresses" via 198.18.255.1; done
for wecom in 198.51.100.10 198.51.100.11; do ip -n internet address add "$wecom/32" dev lo; done
# The cluster's DNS server.
ip -n nat address add 10.20.0.53/32 dev lo

pod caller 10.20.100.5
for number in 1 2 3; do pod "pod-$number" "10.20.8.1$number"; done
for number in 4 5 6; do pod "pod-$number" "10.20.8.14$number"; done
pod stray 10.20.200.9

echo ready
cat > /dev/null
rm -rf "$folder"
