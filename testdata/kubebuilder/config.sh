#!/bin/sh
# Writes src/commands/from_go/kubebuilder.txt: the lines of the files in `config/` that the pinned kubebuilder writes, with placeholders for
# names. `init --from` tells with it which lines somebody added.
#
#   testdata/kubebuilder/config.sh
set -eu
cd "$(dirname "$0")"
output=$(cd ../.. && pwd)/src/commands/from_go/kubebuilder.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/kubebuilder" sigs.k8s.io/kubebuilder/v4
kubebuilder() { "$work/kubebuilder" "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }

scaffold() {
    mkdir "$work/$1"
    cd "$work/$1"
    shift
    kubebuilder init --domain zzdomain.org --repo zzdomain.org/zzproject --project-name zzproject --fetch-deps=false \
        --skip-go-version-check "$@"
    kubebuilder create api --group zzgroup --version v1 --kind Zzkind --resource --controller --make=false
    kubebuilder create api --group zzgroup --version v2 --kind Zzkind --resource --controller=false --make=false
    kubebuilder create webhook --group zzgroup --version v1 --kind Zzkind --defaulting --programmatic-validation --make=false
    kubebuilder create webhook --group zzgroup --version v2 --kind Zzkind --conversion --spoke v1 --make=false
}
(scaffold plain)
(scaffold groups --multigroup)
(scaffold namespaced --namespaced)

{
    for file in $(cd "$work" && find . -path '*/config/*' -type f | sort); do
        path=$(echo "$file" | sed -e 's#^\./[a-z]*/##')
        sed -e 's/^ *//' -e 's/^#* *//' -e '/^$/d' -e '/^---$/d' "$work/$file" | sed -e "s#^#$path: #"
    done
} | sed -e 's/zzgroup_zzkind/zzkind/g' -e 's/zzproject/{project}/g' -e 's/zzdomain\.org/{domain}/g' -e 's/zzgroup/{group}/g' \
    -e 's/zzkinds/{plural}/g' -e 's/zzkind/{kind}/g' -e 's/Zzkind/{Kind}/g' | LC_ALL=C sort -u >"$output"
