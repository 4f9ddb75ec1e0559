#!/usr/bin/env bash
# Builds packages with Debian's own Rust, in a Debian 13 with its backports below target/packaging.
# Only root can. For aarch64 where rustup's standard library cannot be had:
#
#   packaging/in_debian.sh [PROCESSOR...]      # aarch64; packages go to target/packages
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
debian=$root/target/packaging/trixie
# In a view of the file system of its own: all that is mounted here ends with this script. A mount
# that stayed below target/ would let `cargo clean` reach the checkout.
if [ "${1:-}" != apart ]; then
    exec unshare --mount --propagation private bash packaging/in_debian.sh apart "$@"
fi
shift
[ $# -gt 0 ] || set -- aarch64

if ! [ -e "$debian.made" ]; then
    rm -rf "$debian"
    debootstrap --force-check-gpg --variant=minbase --include=ca-certificates trixie "$debian"
    sed 's/ trixie / trixie-backports /' "$debian/etc/apt/sources.list" \
        >"$debian/etc/apt/sources.list.d/backports.list"
    chroot "$debian" dpkg --add-architecture arm64
    chroot "$debian" apt-get update -qq
    chroot "$debian" apt-get install -y -qq --no-install-recommends \
        python3-venv git rpm dpkg-dev qemu-user
    chroot "$debian" apt-get install -y -qq --no-install-recommends -t trixie-backports \
        cargo rustc gcc libc6-dev libstd-rust-dev:arm64
    touch "$debian.made"
fi

# The checkout (and its git folder, if that stands elsewhere) and the crates, at the same paths.
mounts=("$root" "$(realpath "$(git rev-parse --git-common-dir)")" "${CARGO_HOME:-$HOME/.cargo}/registry")
for path in "${mounts[@]}"; do
    mkdir -p "$debian$path"
    mount --bind "$path" "$debian$path"
done
mount -t proc proc "$debian/proc"
cp /etc/resolv.conf "$debian/etc/resolv.conf"
# What this machine trusts: a proxy may have a certificate of its own.
certificates=/etc/ssl/certs/ca-certificates.crt
cp "$certificates" "$debian$certificates"
# The tools of this Debian stand apart from those of the machine: Python's may differ.
chroot "$debian" env -i PATH=/usr/bin:/usr/sbin HOME=/root CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" \
    PIP_CERT=$certificates CARGO_HTTP_CAINFO=$certificates \
    PACKAGING_TOOLS="$root/target/tools-trixie" GIT_CONFIG_COUNT=1 \
    GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' \
    "$root/packaging/build.sh" "$root/target/packages" "$@"
