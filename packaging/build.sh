#!/usr/bin/env bash
# Makes the packages of the commit that is checked out: tar.gz, .deb and .rpm for each processor
# whose standard library of Rust is installed here, the SBOM, the licences, and SHA-256 sums.
#
#   packaging/build.sh [FOLDER [PROCESSOR...]]     # target/packages, x86_64 and aarch64
#
# Two runs on one commit with one toolchain and the same packers (tar, gzip, xz, dpkg-deb, rpmbuild)
# give the same bytes, in any folder and home.
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
work=$root/target/packaging
# A second checkout can use the tools of the first.
tools=${PACKAGING_TOOLS:-$root/target/tools}
out=$(realpath -m "${1:-target/packages}")
shift || true
processors=("$@")
[ $# -gt 0 ] || processors=(x86_64 aarch64)
glibc=2.17
name=geminidb-backup
cyclonedx=0.5.9
# Of each toolchain apart.
build=$work/build-$(rustc --version | cut -d' ' -f2)

say() { printf '%s\n' "$*" >&2; }
die() { say "packaging/build.sh: $*"; exit 1; }

for command in cargo git python3 dpkg-deb rpmbuild; do
    command -v "$command" >/dev/null || die "$command is missing (see packaging/README.md)"
done
commit=$(git rev-parse HEAD) || die 'packages are made from a git checkout'
day=$(git show -s --format=%cd --date=format-local:%Y-%m-%d HEAD)
moment=$(git show -s --format=%cd --date=format-local:%Y%m%d%H%M%S HEAD)
SOURCE_DATE_EPOCH=$(git show -s --format=%ct HEAD)
export SOURCE_DATE_EPOCH
release=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
version=$release
# `~` sorts before the release, for dpkg and for rpm.
[ "$(git tag --points-at HEAD "v$release")" ] || version=$release~$moment.${commit:0:9}
if ! git diff --quiet HEAD --; then
    commit="$commit with changes"
    version=$version+changed
fi

# What the packages are made of.
sources() { git rev-parse HEAD && git diff HEAD; }
before=$(sources)

# Installs the pinned tools, each once.
install_tools() {
    local venv=$tools/venv
    if ! cmp -s packaging/requirements.txt "$venv/requirements.txt"; then
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check -r packaging/requirements.txt
        cp packaging/requirements.txt "$venv/"
    fi
    cargo install --locked --quiet --root "$tools" "cargo-cyclonedx@$cyclonedx"
    PATH=$venv/bin:$tools/bin:$PATH
    export ZIG_GLOBAL_CACHE_DIR=$work/zig ZIG_LOCAL_CACHE_DIR=$work/zig
    export CARGO_ZIGBUILD_CACHE_DIR=$work/zigbuild
}

has_std() { compgen -G "$(rustc --print target-libdir --target "$1")/libstd-*.rlib" >/dev/null; }

# Builds the program. No path of this machine gets into the file: not the checkout's, not that of
# the crates, not that of the standard library's sources.
compile() {
    local target=$1 home=${CARGO_HOME:-$HOME/.cargo} flags hash crates
    cargo fetch --locked --quiet --target "$target"
    flags=('-Clink-arg=-Wl,--build-id=sha1'
        "--remap-path-prefix=$home=/cargo" "--remap-path-prefix=$root=/source")
    hash=$(rustc -vV | sed -n 's/^commit-hash: //p')
    flags+=("--remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=/rustc/$hash")
    # The name of this folder depends on the registry, or its mirror.
    for crates in "$home"/registry/src/*/; do
        flags+=("--remap-path-prefix=${crates%/}=/crates")
    done
    local IFS=$'\x1f'
    # shellcheck disable=SC2030 # For this one build.
    (
        export CARGO_ENCODED_RUSTFLAGS="${flags[*]}"
        export "CFLAGS_${target//-/_}=-ffile-prefix-map=$home=/cargo -ffile-prefix-map=$root=/source"
        export GEMINIDB_VERSION="$release
commit $commit of $day
for $target, glibc $glibc or newer"
        cargo zigbuild --locked --release --target "$target.$glibc" --target-dir "$build"
    )
}

# Writes which crates are linked, under which terms, and their licence texts. Of a choice that has
# MIT, MIT is taken.
licences() {
    local crate crate_version terms folder file texts
    printf '%s is under the MIT licence (LICENSE). Linked into it are the standard library of Rust\n' \
        "$name"
    printf '(MIT OR Apache-2.0), LLVM'\''s libunwind (Apache-2.0 WITH LLVM-exception), and:\n\n'
    cargo tree --locked --target "$1" -e normal,no-proc-macro --prefix none -f '{p}|{l}' |
        sed -e "/^$name v/d" -e 's/ (\*)//' | sort -u >"$work/crates"
    sed -e 's/ v/ /' -e 's/|/: /' "$work/crates"
    while IFS='| ' read -r crate crate_version terms; do
        folder=$(compgen -G "${CARGO_HOME:-$HOME/.cargo}/registry/src/*/$crate-${crate_version#v}" |
            head -1) || die "the sources of $crate $crate_version are not in the registry's folder"
        texts=("$folder"/LICENSE-MIT*)
        [ -e "${texts[0]}" ] || mapfile -t texts < <(find "$folder" -maxdepth 1 -type f \
            -iregex '.*/\(licen[sc]e\|copying\|notice\|unlicense\).*' | sort)
        [ ${#texts[@]} -gt 0 ] || die "$crate $crate_version has no text of its licence"
        for file in "${texts[@]}"; do
            printf '\n===== %s %s (%s): %s\n\n' "$crate" "${crate_version#v}" "$terms" "${file##*/}"
            tr -d '\r' <"$file"
        done
    done <"$work/crates"
}

# Writes the CycloneDX list of what the program is made of.
sbom() {
    cargo cyclonedx --quiet --describe binaries --target "$1" --format json --spec-version 1.5
    # The path of the checkout says nothing to a reader.
    sed -e "s|path+file://$root|path+file:///source|" -e 's|?download_url=file:[^"]*||' "${name}_bin.cdx.json"
    rm "${name}_bin.cdx.json"
}

# Lays what every package holds below $1/usr, for target $2.
lay() {
    local usr=$1/usr target=$2 doc file
    doc=$usr/share/doc/$name
    install -D "$build/$target/release/$name" "$usr/bin/$name"
    # As in the repository, so that every link leads somewhere.
    git ls-files -z '*.md' LICENSE 'assets/*.svg' 'assets/*.schema.json' |
        while IFS= read -r -d '' file; do install -D -m 644 "$file" "$doc/$file"; done
    install -m 644 packaging/config.toml "$doc/config.toml"
    licences "$target" >"$doc/LICENSES-OF-CRATES"
    sbom "$target" >"$doc/sbom.cdx.json"
    git ls-files -z packaging/man | while IFS= read -r -d '' file; do
        install -D -m 644 "$file" "$usr/share/man/man${file##*.}/${file##*/}"
        gzip -9n "$usr/share/man/man${file##*.}/${file##*/}"
    done
    git ls-files -z packaging/completions | while IFS= read -r -d '' file; do
        case ${file##*/} in
            *.bash) install -D -m 644 "$file" "$usr/share/bash-completion/completions/$name" ;;
            *.fish) install -D -m 644 "$file" "$usr/share/fish/vendor_completions.d/${file##*/}" ;;
            _*) install -D -m 644 "$file" "$usr/share/zsh/site-functions/${file##*/}" ;;
        esac
    done
    find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# An archive to unpack below any prefix, with one folder at its top.
tarball() {
    local stage=$1 processor=$2 top=$name-$version-$2-linux
    tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --format=gnu \
        --transform="s|^usr|$top|" -cf - usr | gzip -9n >"$out/$top.tar.gz"
}

description='Guides an operator through one manual backup of a Huawei Cloud GeminiDB instance'
more="A terminal UI that fills in the request, checks it against the service, sends it once, and
 follows the backup to its end. Made from commit $commit."

deb() {
    local stage=$1 architecture=$2 root=$work/deb
    rm -rf "$root"
    mkdir -p "$root/DEBIAN"
    cp -a "$stage/usr" "$root/"
    if [ -d "$root/usr/share/zsh" ]; then
        mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
    fi
    cp -p LICENSE "$root/usr/share/doc/$name/copyright"
    cat >"$root/DEBIAN/control" <<CONTROL
Package: $name
Version: $version
Architecture: $architecture
Maintainer: The geminidb-backup authors <noreply@localhost>
Installed-Size: $(du -k -s --apparent-size "$root/usr" | cut -f1)
Depends: libc6 (>= $glibc)
Recommends: ca-certificates
Section: database
Priority: optional
Description: ${description}
 $more
CONTROL
    find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group -Zxz -z9 --build "$root" "$out/${name}_${version}_$architecture.deb" >/dev/null
}

rpm() {
    local stage=$1 processor=$2 top=$work/rpm
    rm -rf "$top"
    mkdir -p "$top"
    {
        cat <<SPEC
Name: $name
Version: $version
Release: 1
Summary: $description
License: MIT
Requires: glibc >= $glibc
AutoReqProv: no
%description
 $more
%install
cp -a "$stage/usr" "%{buildroot}/"
%files
%defattr(-,root,root)
SPEC
        # A system without these shells has no folder for their completions.
        (cd "$stage" && find "usr/share/doc/$name" usr/share/{bash-completion,fish,zsh} \
            -type d -printf '%%dir /%p\n' &&
            find usr -type f -path '*/doc/*' -printf '%%doc /%p\n' &&
            find usr -type f -not -path '*/doc/*' -printf '/%p\n') | sort
    } >"$top/$name.spec"
    # No later feature than the rpm of CentOS 7 reads, whose own packages are of xz too. gzip would
    # take 0.8 MB more.
    HOME=$top rpmbuild --quiet -bb --target "$processor-linux" --dbpath "$top/db" \
        --define "_topdir $top" --define "_rpmdir $out" --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
        --define '_binary_payload w9.xzdio' --define '_buildhost localhost' \
        --define 'use_source_date_epoch_as_buildtime 1' \
        --define 'clamp_mtime_to_source_date_epoch 1' --define '__os_install_post %{nil}' \
        --define 'debug_package %{nil}' --define '_build_id_links none' "$top/$name.spec"
}

for processor in "${processors[@]}"; do
    case $processor in
    x86_64 | aarch64) ;;
    *) die "no package is made for the processor $processor: x86_64 or aarch64" ;;
    esac
done
install_tools
mkdir -p "$out"
# The checkout's own folder holds one version; in another folder, other versions are somebody's.
[ "$out" != "$root/target/packages" ] ||
    find "$out" -maxdepth 1 -type f -not -name "${name}[-_]${version}[-_]*" -delete
rm -rf "$out/SHA256SUMS" "$work"/stage-*
for processor in "${processors[@]}"; do
    target=$processor-unknown-linux-gnu
    if ! has_std "$target"; then
        say "SKIPPED: $processor: Rust's standard library for $target is not installed:" \
            "rustup target add $target, or Debian's libstd-rust-dev (see packaging/README.md)"
        continue
    fi
    compile "$target"
    stage=$work/stage-$processor
    architecture=amd64
    [ "$processor" = x86_64 ] || architecture=arm64
    rm -rf "$stage"
    lay "$stage" "$target"
    tarball "$stage" "$processor"
    deb "$stage" "$architecture"
    rpm "$stage" "$processor"
    cp "$stage/usr/share/doc/$name/sbom.cdx.json" "$out/$name-$version-$processor.cdx.json"
    cp "$stage/usr/share/doc/$name/LICENSES-OF-CRATES" "$out/$name-$version-$processor.licences.txt"
done
[ "$before" = "$(sources)" ] || die 'the checkout was changed while the packages were made'
cd "$out"
compgen -G "${name}_${version}_*.deb" >/dev/null || die 'no package was made'
sha256sum -- "$name"[-_]"$version"[-_]* >"$work/SHA256SUMS"
mv "$work/SHA256SUMS" .
ls -l
