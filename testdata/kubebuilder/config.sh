#!/bin/sh
# Writes what `init --from` knows of the files in `config/` that kubebuilder writes, with placeholders for names:
#
# * src/commands/from_go/kubebuilder.txt: the lines of the pinned kubebuilder, comments too; other lines were added by somebody.
# * src/commands/from_go/always.txt: the lines that each of three versions writes into each project; without them, somebody took them away.
#
#   testdata/kubebuilder/config.sh
set -eu
cd "$(dirname "$0")"
output=$(cd ../.. && pwd)/src/commands/from_go
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/pinned" sigs.k8s.io/kubebuilder/v4
for version in v4.7.0 v4.10.1; do
    (cd "$work" && GOBIN="$work/$version" go install "sigs.k8s.io/kubebuilder/v4@$version")
done
kubebuilder() { "$program" "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }

# scaffold NAME APIS WEBHOOKS INIT-FLAGS...
scaffold() (
    mkdir "$work/$1"
    cd "$work/$1"
    apis=$2 webhooks=$3
    shift 3
    kubebuilder init --domain zzdomain.org --repo zzdomain.org/zzproject --project-name zzproject --fetch-deps=false \
        --skip-go-version-check "$@"
    $apis || return 0
    kubebuilder create api --group zzgroup --version v1 --kind Zzkind --resource --controller --make=false
    kubebuilder create api --group zzgroup --version v2 --kind Zzkind --resource --controller=false --make=false
    $webhooks || return 0
    kubebuilder create webhook --group zzgroup --version v1 --kind Zzkind --defaulting --programmatic-validation --make=false
    kubebuilder create webhook --group zzgroup --version v2 --kind Zzkind --conversion --spoke v1 --make=false
)
# The lines of scaffolds, `PATH: LINE`; a pattern says what is cut off in front of them.
lines() {
    pattern=$1
    shift
    for scaffold in "$@"; do
        for file in $(cd "$work/$scaffold" && find config -type f | sort); do
            sed -e 's/^ *//' -e "$pattern" -e '/^$/d' -e '/^---$/d' "$work/$scaffold/$file" | LC_ALL=C sort -u | sed -e "s#^#$file: #"
        done
    done | sed -e 's/zzgroup_zzkind/zzkind/g' -e 's/zzproject/{project}/g' -e 's/zzdomain\.org/{domain}/g' -e 's/zzgroup/{group}/g' \
        -e 's/zzkinds/{plural}/g' -e 's/zzkind/{kind}/g' -e 's/Zzkind/{Kind}/g'
}

all=
for version in v4.7.0 v4.10.1 pinned; do
    program=$work/$version
    test -d "$program" && program=$program/kubebuilder
    scaffold "$version-bare" false false
    scaffold "$version-api" true false
    scaffold "$version-plain" true true
    all="$all $version-bare $version-api $version-plain"
done
program=$work/pinned
scaffold pinned-groups true true --multigroup
scaffold pinned-namespaced true true --namespaced
lines 's/^#* *//' pinned-plain pinned-groups pinned-namespaced | LC_ALL=C sort -u >"$output/kubebuilder.txt"

# A line counts if it is in all scaffolds that have its file.
for scaffold in $all; do (cd "$work/$scaffold" && find config -type f); done |
    sed -e 's/zzgroup_zzkind/zzkind/g' -e 's/zzgroup/{group}/g' -e 's/zzkinds/{plural}/g' -e 's/zzkind/{kind}/g' >"$work/files"
lines '/^#/d' $all | awk -v files="$work/files" '
    BEGIN { while ((getline file < files) > 0) wanted[file]++ }
    { found[$0]++ }
    END { for (line in found) { split(line, parts, ": "); if (found[line] == wanted[parts[1]]) print line } }
' | LC_ALL=C sort >"$output/always.txt"
