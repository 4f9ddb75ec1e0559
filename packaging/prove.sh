#!/usr/bin/env bash
# Proves that the packages of target/packages are what they should be. `packaging/build.sh` made
# them from the commit that is checked out.
#
#   packaging/prove.sh [PROOF...]      # all: floor size rpm chroot arm64 same
#
# A proof that cannot be had here prints SKIPPED with the reason.
set -euo pipefail
umask 022
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
packages=$root/target/packages
work=$root/target/packaging/proofs
name=geminidb-backup
glibc=2.17
debian=bullseye
mkdir -p "$work"

say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*"; exit 1; }
skip() { say "SKIPPED: $*"; }
package() { compgen -G "$packages/$1" || true; }

# Unpacks the .deb of an architecture and says where; no folder where there is none.
unpacked() {
    local file where=$work/unpacked-$1
    rm -rf "$where"
    file=$(package "*_$1.deb")
    [ -z "$file" ] || dpkg-deb -x "$file" "$where"
    say "$where"
}

# Installs Debian packages that are missing; says no where that cannot be done.
need() {
    dpkg-query -W "$@" >/dev/null 2>&1 && return
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Drives the program of `wrapper` from its first frame to both IDs.
demo() {
    GEMINIDB_RELEASE_BIN=$1 cargo test --locked --quiet --test system release:: -- --nocapture
}

# Every symbol of the C library is there since $glibc, and no path of this machine is in the file.
floor() {
    local architecture binary highest
    for architecture in amd64 arm64; do
        binary=$(unpacked $architecture)/usr/bin/$name
        [ -e "$binary" ] || { skip "floor: there is no package for $architecture"; continue; }
        highest=$(readelf -W --dyn-syms "$binary" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -1)
        [ "$(printf '%s\n' "GLIBC_$glibc" "$highest" | sort -V | tail -1)" = "GLIBC_$glibc" ] ||
            fail "$binary needs $highest"
        ! grep -aqF -e "$root" -e "${CARGO_HOME:-$HOME/.cargo}" "$binary" ||
            fail "$binary names a folder of this machine"
        say "$architecture: $highest at most, no path of this machine"
    done
}

size() {
    local file most bytes architecture
    for architecture in amd64 arm64; do unpacked $architecture >/dev/null; done
    for file in "$work"/unpacked-*/usr/bin/"$name" "$packages"/*.{deb,rpm}; do
        case $file in *.deb | *.rpm) most=3000000 ;; *) most=7000000 ;; esac
        bytes=$(stat -c %s "$file")
        [ "$bytes" -lt $most ] || fail "$file has $bytes bytes, not fewer than $most"
        say "$bytes bytes: ${file#"$root"/}"
    done
}

# The package installs into an empty root, every file is as the package says, and nothing stays but
# folders that a base system's own packages have.
rpm_root() {
    local file where=$work/rpm-root left
    file=$(package '*.x86_64.rpm')
    [ "$file" ] || { skip 'rpm: packaging/build.sh made no package for x86_64'; return; }
    if ! [ "$(id -u)" = 0 ] || ! need rpm; then
        skip "rpm: only root installs a package, with Debian's rpm"
        return
    fi
    rm -rf "$where"
    mkdir -p "$where"
    local rpm=(rpm --root "$where" --dbpath /var/lib/rpm)
    "${rpm[@]}" --initdb
    # An empty root has no C library.
    "${rpm[@]}" --nodeps -i "$file"
    "${rpm[@]}" --nodeps -V "$name" || fail "rpm -V $name"
    "$where/usr/bin/$name" --version | sed 's/^/    /'
    "${rpm[@]}" -e "$name"
    left=$(cd "$where" && find . -mindepth 1 -path ./var/lib/rpm -prune -o -print | sort |
        grep -vxE '\./(usr|usr/bin|usr/share|usr/share/(doc|man)|usr/share/man/man[15]|var|var/lib)') ||
        true
    [ -z "$left" ] || fail "rpm -e leaves $left"
    say "rpm: installed into an empty root, rpm -V is clean, removed"
}

# Files of a root, but those in which dpkg keeps its own books.
files() {
    find "$1" -xdev \( -path "$1/var/lib/dpkg" -o -path "$1/var/log" -o -path "$1/var/cache" \) -prune \
        -o -print | sort
}

# Makes a Debian for an architecture, once, with the list of its files beside it. A foreign one is
# unpacked, not set up.
debootstrapped() {
    local where=$1
    shift
    [ -s "$where.files" ] && return
    rm -rf "$where"
    debootstrap --force-check-gpg --variant=minbase "$@" $debian "$where" >"$where.log" 2>&1 &&
        files "$where" >"$where.list" && mv "$where.list" "$where.files"
}

wrapper() {
    printf '#!/bin/sh\nexec%s "$@"\n' "$(printf ' %q' "$@")" >"$work/wrapper"
    chmod +x "$work/wrapper"
    say "$work/wrapper"
}

# The package installs on an older Debian, makes a backup of the demo there, and goes without a
# trace. Its state goes to a folder outside of the package's.
chroot_demo() {
    local where=$work/$debian-amd64 file
    file=$(package '*_amd64.deb')
    [ "$file" ] || { skip 'chroot: packaging/build.sh made no package for x86_64'; return; }
    [ "$(id -u)" = 0 ] || { skip 'chroot: only root can enter one'; return; }
    if ! need debootstrap || ! debootstrapped "$where"; then
        skip "chroot: no Debian $debian can be made here (target/packaging/proofs/*.log)"
        return
    fi
    # An earlier proof may have failed half-way.
    chroot "$where" dpkg -P "$name" >/dev/null 2>&1 || true
    rm -rf "$where"/tmp/* "$where/root/.local"
    cp "$file" "$where/tmp/package.deb"
    chroot "$where" dpkg -i /tmp/package.deb >/dev/null
    rm "$where/tmp/package.deb"
    # shellcheck disable=SC2016 # The shell inside expands.
    chroot "$where" sh -c '. /etc/os-release; echo "$PRETTY_NAME, $(ldd --version | head -1)"'
    chroot "$where" "$name" --version | sed 's/^/    /'
    # Each line of the example is in force, and understood.
    sed 's/^#\([a-z[]\)/\1/' "$where/usr/share/doc/$name/config.toml" >"$where/tmp/config.toml"
    chroot "$where" "$name" doctor --config /tmp/config.toml --state-dir /tmp/state \
        >"$work/doctor" || true
    if ! grep -q 'profile prod of' "$work/doctor" || grep '^.trouble. *config.toml' "$work/doctor"; then
        fail 'the example of config.toml is not as the program wants it'
    fi
    demo "$(wrapper chroot "$where" /usr/bin/$name)"
    rm -rf "$where"/tmp/* "$where/root/.local"
    chroot "$where" dpkg -P "$name" >/dev/null
    files "$where" >"$work/after"
    diff "$where.files" "$work/after" || fail 'the removed package leaves files'
    say "chroot: installed, a demo to both IDs, removed without a trace"
}

# The Arm program makes a backup of the demo with an old C library, under qemu: that of the other
# Debian if packages were built there, or this machine's. Older than 10 it has no TCGETS2.
arm64() {
    local where=$work/$debian-arm64 qemu=$root/target/packaging/trixie/usr/bin/qemu-aarch64 file major
    file=$(package '*_arm64.deb')
    [ "$file" ] || { skip 'arm64: packaging/build.sh made no package for it here'; return; }
    [ -x "$qemu" ] || qemu=$(command -v qemu-aarch64 || command -v qemu-aarch64-static || true)
    major=$([ -z "$qemu" ] || "$qemu" --version | sed -n '1s/.*version \([0-9]*\).*/\1/p')
    [ "${major:-0}" -ge 10 ] || { skip 'arm64: there is no qemu-aarch64 of version 10 or newer'; return; }
    if ! [ "$(id -u)" = 0 ] || ! need debootstrap || ! debootstrapped "$where" --foreign --arch=arm64
    then
        skip "arm64: no Debian $debian can be had here"
        return
    fi
    dpkg-deb -x "$file" "$where"
    "$qemu" -L "$where" "$where/usr/bin/$name" --version | sed 's/^/    /'
    GEMINIDB_RELEASE_EMULATED=1 demo "$(wrapper "$qemu" -L "$where" "$where/usr/bin/$name")"
    say "arm64: a demo to both IDs under qemu, with the C library of Debian $debian"
}

# Another folder, another home, other copies of the crates: the same packages to the last bit.
same() {
    local other=$work/other commit
    [ "$(package '*_amd64.deb')" ] ||
        { skip 'same: packaging/build.sh made no package for x86_64'; return; }
    commit=$("$(unpacked amd64)/usr/bin/$name" --version |
        sed -n 's/^commit \([0-9a-f]*\) of .*/\1/p')
    [ "$commit" ] || { skip 'same: the packages are of changes that are not committed'; return; }
    rm -rf "$other"
    mkdir -p "$other/home/cargo/registry"
    git clone --quiet "$root" "$other/checkout"
    git -C "$other/checkout" checkout --quiet --detach "$commit"
    for part in cache index; do
        cp -a "${CARGO_HOME:-$HOME/.cargo}/registry/$part" "$other/home/cargo/registry/"
    done
    env RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}" HOME="$other/home" CARGO_HOME="$other/home/cargo" \
        PACKAGING_TOOLS="$root/target/tools" bash "$other/checkout/packaging/build.sh" \
        "$other/packages" x86_64
    # The sums of all that both have made.
    diff <(grep -E 'x86_64|amd64' "$packages/SHA256SUMS") "$other/packages/SHA256SUMS" ||
        fail "two builds differ: $packages and $other/packages"
    rm -rf "$other"
    say "same: two builds in two folders and homes have the same SHA-256 sums"
}

proofs=("$@")
[ $# -gt 0 ] || proofs=(floor size rpm chroot arm64 same)
[ -e "$packages/SHA256SUMS" ] || fail 'there are no packages: run packaging/build.sh'
for proof in "${proofs[@]}"; do
    case $proof in
        floor | size | arm64 | same) "$proof" ;;
        rpm) rpm_root ;;
        chroot) chroot_demo ;;
        *) fail "no proof is named $proof" ;;
    esac
done
