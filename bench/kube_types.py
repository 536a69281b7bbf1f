"""`kubewright manifests` on types with kube's derives: against the same kinds with our derives, and against a program that prints `crd()`."""

import shutil
import time

import kinds

CRDGEN = """//! Prints the CRDs of all kinds.

use bench_peer::*;
use kube::CustomResourceExt;

fn main() {{
    let crds = [{crds}];
    for crd in crds {{
        println!("---\\n{{}}", serde_json::to_string(&crd).unwrap());
    }}
}}
"""

COMMAND = "paths=./..."


def measure(args, command, program, repository, cache, scratch, output, one_run, alternate, note):
    count = args.kinds
    folders = {side: scratch / f"kube/{side}" for side in ("ours", "kube")}
    for folder in folders.values():
        shutil.rmtree(folder, ignore_errors=True)
    kinds.write_ours(folders["ours"], count, repository)
    kinds.write_peer(folders["kube"], count)
    output(["cargo", "generate-lockfile", "--quiet"], folders["kube"])
    # k8s-openapi's sources are read.
    output(["cargo", "fetch", "--quiet"], folders["kube"])
    crd = [*command, "crd", "output:crd:dir=config/crd/bases"]
    figures = {"manifests": alternate(list(folders), args.runs, lambda side: one_run(program, crd, folders[side], count))}
    note(f"kube: {figures}")
    if "peer" in args.sides:
        figures["crdgen"] = crdgen(args, folders["kube"], count, cache, output)
        note(f"kube: {figures}")
    return figures


def crdgen(args, folder, count, cache, output):
    """Seconds of `cargo run` of a program that prints the CRDs: with nothing compiled, and after a change of one type."""
    names = [kinds.kind(number).name for number in range(count)]
    (folder / "src/bin").mkdir()
    crds = ", ".join(f"{name.lower()}::{name}::crd()" for name in names)
    (folder / "src/bin/crdgen.rs").write_text(CRDGEN.format(crds=crds))
    target = cache / "target/crdgen"
    shutil.rmtree(target, ignore_errors=True)

    def run():
        start = time.perf_counter()
        printed = output(["cargo", "run", "--quiet", "--bin", "crdgen", "--target-dir", str(target)], folder)
        assert printed.count("\n---") + 1 == count, "crdgen printed other CRDs"
        return time.perf_counter() - start

    cold, changed = run(), []
    for _ in range(args.compile_runs):
        (folder / "src/lib.rs").touch()
        changed.append(run())
    return {"cold": cold, "changed": sorted(changed)[len(changed) // 2]}


def table(figures, args, number, ratio):
    ours, kube = (figures["manifests"][side] for side in ("ours", "kube"))
    lines = [
        f"## Types with kube's derives: `kubewright manifests` of {args.kinds} kinds against a program that prints `crd()`, {args.runs} runs\n",
        "| | ms | CPU ms | MB |",
        "|---|---:|---:|---:|",
    ]
    for name, row in (("our derives", ours), ("kube's derives", kube)):
        lines.append(f"| {name} | {number(row[0], 1)} | {number(row[1], 1)} | {number(row[2], 1)} |")
    shares = " | ".join(ratio(one, other, 2) for one, other in zip(kube, ours))
    lines.append(f"| kube's as a share of ours | {shares} |")
    if "crdgen" in figures:
        cold, changed = (figures["crdgen"][name] for name in ("cold", "changed"))
        lines.append(f"\nCompiling and running a program that prints them: {number(cold, 1)} s, and {number(changed, 1)} s after a change of one")
        lines.append(f"file: {ratio(1000 * changed, kube[0], 0)} times as long as `kubewright manifests`.")
    return "\n".join(lines) + "\n"
