#!/usr/bin/env python3
"""Compares kubewright with its peers, both sides in one run, and writes RESULTS.md; with --only just if --write is given.

    bench/run.py [--only manifests|scaffold|compile|kube|load|import|olm|helm|ansible|validate|environments] [--write] [--sides ours,peer] [--sizes 1,10,100,1000] [--runs 9] [--kinds 100]
                 [--compile-runs 3] [--load-runs 3] [--objects 5000] [--changes 1000] [--pods 10000]

manifests: `kubewright manifests` against controller-gen on the same kinds: wall time, time on processors, peak memory. Both
           as it is released (profile `dist`) and as `cargo install` builds it (profile `release`).
scaffold:  a new project with an API and webhooks against kubebuilder's: time of each step.
compile:   our derives against kube-derive and schemars on the same kinds: one crate, its dependencies built before.
kube:      `kubewright manifests` on types with kube's derives against the same kinds with ours, and against a program that prints `crd()`.
import:    `kubewright import` against kopium on the CRDs of large projects: time, which types compile, and which keywords they keep.
helm:      helm-operator against operator-sdk's: time of releases, memory, also with foreign objects in the cluster.
ansible:   ansible-operator: memory beside the runs, time of runs. It has no peer here.
olm:       bundles and catalogs for OLM against operator-verify and opm, and pushes to a registry on loopback.
validate:  `kubewright validate` on 1,000 objects with rules against kubeconform.
environments: kubewright-envtest against controller-runtime's envtest: time until a test can begin.
load:      an operator on kubewright-runtime against its equal on controller-runtime (load/): time, memory, size.

Sides take turns within each round, so that a busy machine slows both; the tables have medians. Outputs are removed
before each run. Nothing here asserts a time. What is generated stays in bench/.cache. Needs Python, rustup with Rust,
Go, and a C compiler by its target's name, as Debian's gcc has (x86_64-linux-gnu-gcc).
"""

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
import ansible
import environments
import helm
import imports
import kinds
import kube_types
import load
import olm
import scaffold
import static
import validate

CONTROLLER_GEN = "v0.23.0"
HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
CACHE = HERE / ".cache"
# Where manifests are written: in memory, where it can be, because a file system on disk is slow to create files for minutes after
# others were deleted, as compilers do.
SCRATCH = Path("/dev/shm/kubewright-bench") if os.access("/dev/shm", os.W_OK) else CACHE


def main():
    args = arguments()
    CACHE.mkdir(exist_ok=True)
    sections = []
    if args.only in (None, "manifests"):
        sections.append(manifests(args))
    if args.only in (None, "scaffold"):
        sections.append(new_project(args))
    if args.only in (None, "compile"):
        sections.append(compile_time(args))
    if args.only in (None, "kube"):
        measure = go_build("measure", [str(HERE / "measure.go")])
        figures = kube_types.measure(args, placed("kube", profiled_cli(args.cli_profile)), measure, REPOSITORY, CACHE, SCRATCH, output, one_run, alternate, note)
        sections.append(kube_types.table(figures, args, number, ratio))
    if args.only in (None, "olm"):
        sections.append(bundles(args))
    if args.only in (None, "validate"):
        sections.append(objects(args))
    if args.only in (None, "helm"):
        figures = helm.measure(args, REPOSITORY, CACHE, output, note)
        sections.append(helm.table(figures, args, number, ratio))
    if args.only in (None, "ansible"):
        figures = ansible.measure(args, REPOSITORY, CACHE, output, note)
        sections.append(ansible.table(figures, args, number))
    if args.only in (None, "environments"):
        figures = environments.measure(args, REPOSITORY, CACHE, output, note)
        sections.append(environments.table(figures, args, number, ratio))
    if args.only in (None, "load"):
        figures = load.measure(args, CACHE, output, note)
        sections.append(load.table(figures, args, number, ratio))
    if args.only in (None, "import"):
        figures = imports.measure(args, profiled_cli(args.cli_profile), REPOSITORY, CACHE, output, note)
        sections.append(imports.table(figures, args, number, ratio))
    shutil.rmtree(SCRATCH / "aside" if SCRATCH == CACHE else SCRATCH, ignore_errors=True)
    report = "\n".join([machine(), *sections])
    print("\n" + report)
    if args.write or (args.only is None and args.sides == SIDES):
        write_results(report)


INTRODUCTION = (
    "# Results of the bench\n\nWritten by `make bench`; medians, and ratios of the two sides of one run. Each table says which Cargo "
    "profile its figures are of.\n"
)


def write_results(report):
    """Replaces the tables of RESULTS.md that were measured again."""
    results = HERE / "RESULTS.md"
    machine, *measured = by_heading(report)
    tables = {title(table): table for table in by_heading(results.read_text())[1:]}
    tables.update({title(table): table for table in measured})
    results.write_text("\n".join(part.rstrip() + "\n" for part in [INTRODUCTION, machine, *tables.values()]))


def by_heading(text):
    return re.split(r"^(?=## )", text, flags=re.MULTILINE)


def title(table):
    """What is measured, without the peer and the number of runs."""
    return table.split("\n")[0].split(" against ")[0]


SIDES = ["ours", "peer"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    numbers = lambda text: [int(part) for part in text.split(",")]
    parser.add_argument("--only", choices=["manifests", "scaffold", "compile", "kube", "load", "import", "olm", "helm", "ansible", "validate", "environments"])
    parser.add_argument("--write", action="store_true", help="replace the tables of RESULTS.md that are measured")
    parser.add_argument("--sides", type=lambda text: text.split(","), default=SIDES)
    parser.add_argument("--sizes", type=numbers, default=[1, 10, 100, 1000])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--kinds", type=int, default=100)
    parser.add_argument("--compile-runs", type=int, default=3)
    parser.add_argument("--load-runs", type=int, default=3)
    parser.add_argument("--objects", type=int, default=5000)
    parser.add_argument("--changes", type=int, default=1000)
    parser.add_argument("--pods", type=int, default=10000)
    parser.add_argument("--releases", type=int, default=50)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--ansible-profile", default="dist", help="the Cargo profile of the operator that --only ansible measures")
    parser.add_argument("--cli-profile", default="dist", help="the Cargo profile of the command that --only kube, import and validate measure")
    parser.add_argument("--helm-profile", default="dist", help="the Cargo profile of the operator that --only helm measures")
    parser.add_argument("--olm-profile", default="dist", help="the Cargo profile of the programs that --only olm measures")
    return parser.parse_args()


# Manifests


def manifests(args):
    measure = go_build("measure", [str(HERE / "measure.go")])
    programs = {"ours": our_cli, "installed": installed_cli, "peer": controller_gen}
    sides = [side for side in programs if side in args.sides or (side == "installed" and "ours" in args.sides)]
    commands = {side: placed(side, programs[side]()) for side in sides}
    rows = {}
    for size in args.sizes:
        folders = {side: write(side, size) for side in sides}
        rows[size] = alternate(sides, args.runs, lambda side: one_run(measure, commands[side], folders[side], size))
        note(f"manifests of {size}: {rows[size]}")
    kind = "static binary of releases" if static.is_there() else "binary"
    built = {
        "ours": ("Manifests: `kubewright manifests`", "kinds", f"The {kind}, profile `dist`: fat LTO, one codegen unit."),
        "installed": ("Manifests as installed: `kubewright manifests`", "kinds, installed", "The binary of `cargo install`, profile `release`."),
    }
    return "\n".join(manifests_table(rows, args, side, *built[side]) for side in built if side in sides)


def set_aside(output):
    """Moves an output away without deleting it: a file system that has just lost a thousand files is slow to create them again."""
    if output.exists():
        aside = output.parents[2] / "aside"
        aside.mkdir(exist_ok=True)
        output.rename(aside / f"{time.monotonic_ns()}")


def one_run(measure, command, folder, size):
    set_aside(folder / "config")
    wall, processors, memory = map(int, output([measure, *command], folder).split())
    written = len(list((folder / "config/crd/bases").glob("*.yaml")))
    if written != size:
        sys.exit(f"{command[0]} wrote {written} CRDs for {size} kinds: there is nothing to compare")
    return wall / 1e6, processors / 1e6, memory / 1024


def manifests_table(rows, args, side, heading, first, built):
    lines = [
        f"## {heading} against controller-gen {CONTROLLER_GEN} (warm), {args.runs} runs\n",
        f"| {first} | ours, ms | peer, ms | times faster | ours, CPU ms | peer, CPU ms | times less | ours, MB | peer, MB | share |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for size, row in rows.items():
        ours, peer = (row.get(one, (None,) * 3) for one in (side, "peer"))
        times = (f"{number(our, 1)} | {number(their, 0)} | {ratio(their, our)}" for our, their in zip(ours[:2], peer[:2]))
        memory = f"{number(ours[2], 1)} | {number(peer[2], 1)} | {ratio(ours[2], peer[2], 2)}"
        lines.append(f"| {size} | {' | '.join(times)} | {memory} |")
    lines.append(f"\n{built}")
    large = [size for size in rows if size >= 100]
    for name, one in [("ours", side), ("peer", "peer")] if len(large) > 1 else []:
        shown = ", ".join(
            f"{1000 * rows[size][one][0] / size:.0f} µs ({1000 * rows[size][one][1] / size:.0f} on processors) at {size}"
            for size in large
            if one in rows[size]
        )
        lines.append(f"\nTime per kind, {name}: {shown}.")
    return "\n".join(lines) + "\n"


def write(side, size):
    """The kinds of one size as sources of one side, always new."""
    folder = SCRATCH / f"manifests/{side}/{size}"
    shutil.rmtree(folder, ignore_errors=True)
    if side != "peer":
        kinds.write_ours(folder, size, REPOSITORY)
    else:
        kinds.write_go(folder / "api" / kinds.VERSION, size)
        for name in ("go.mod", "go.sum"):
            shutil.copy(REPOSITORY / "testdata/parity" / name, folder / name)
    return folder


def our_cli():
    """The command as it is released: static, where that can be built."""
    if not static.is_there():
        return built_cli("dist", [])
    return built_cli("dist", ["--target", static.target()], **static.environment())


def profiled_cli(profile):
    """The command as it is released, or with another profile, which compiles sooner."""
    return our_cli() if profile == "dist" else built_cli(profile, [])


def installed_cli():
    """The command as `cargo install` builds it."""
    return built_cli("release", [])


def built_cli(profile, words, package="kubewright", **environment):
    note(f"building {package} with the profile {profile}")
    output(["cargo", "build", "--profile", profile, "--locked", "--quiet", "--package", package, *words], REPOSITORY, **environment)
    metadata = json.loads(output(["cargo", "metadata", "--format-version=1", "--no-deps"], REPOSITORY))
    folder = Path(metadata["target_directory"], *words[1:])
    return [str(folder / ("debug" if profile == "dev" else profile) / "kubewright"), "manifests", "paths=./..."]


def placed(side, command):
    """The command with a copy of its program, as an installation makes one: what a linker has written is loaded in smaller parts."""
    program, *words = command
    copy = CACHE / "bin" / side
    copy.parent.mkdir(exist_ok=True)
    copy.unlink(missing_ok=True)
    shutil.copyfile(program, copy)
    copy.chmod(0o755)
    return [str(copy), *words]


def controller_gen():
    """The peer with the arguments that `kubewright manifests` needs none of."""
    program = go_install("sigs.k8s.io/controller-tools/cmd/controller-gen", CONTROLLER_GEN)
    words = ["crd", "rbac:roleName=manager-role", "webhook", "paths=./..."]
    return [program, *words, "output:crd:artifacts:config=config/crd/bases"]


def go_install(package, version):
    """A program of a Go module, which is built once."""
    name = package.rsplit("/", 1)[1]
    tools = CACHE / f"{name}-{version}"
    if not (tools / name).exists():
        note(f"building {name} {version}")
        output(["go", "install", f"{package}@{version}"], REPOSITORY, GOBIN=str(tools), GOFLAGS="")
    return str(tools / name)


def go_build(name, files):
    output(["go", "build", "-o", str(CACHE / name), *files], HERE)
    return str(CACHE / name)


# Scaffold


def new_project(args):
    measure = go_build("measure", [str(HERE / "measure.go")])
    kubebuilder, version = scaffold.build_kubebuilder(REPOSITORY, CACHE) if "peer" in args.sides else (None, "")
    sides = args.sides if kubebuilder else [side for side in args.sides if side == "ours"]
    commands = scaffold.steps(our_cli(), kubebuilder, controller_gen() if kubebuilder else None)
    one = lambda side: scaffold.one_project(measure, commands[side], CACHE / f"scaffold/{side}", output)
    row = alternate(sides, args.runs, one)
    note(f"scaffold: {row}")
    return scaffold.table(row, version, args, CONTROLLER_GEN, number, ratio)


# Bundles and catalogs


def bundles(args):
    measure = go_build("measure", [str(HERE / "measure.go")])
    ours = profiled_cli(args.olm_profile)[0]
    program = str(Path(built_cli(args.olm_profile, [], package="kubewright-olm")[0]).with_name("kubewright-olm"))
    figures = olm.measure(args, ours, program, measure, CACHE, REPOSITORY, output, alternate)
    note(f"olm: {figures}")
    return olm.table(figures, args, number, ratio)


# Objects


def objects(args):
    measure = go_build("measure", [str(HERE / "measure.go")])
    programs = {"ours": profiled_cli(args.cli_profile)[0]}
    if "peer" in args.sides:
        programs["peer"] = go_install("github.com/yannh/kubeconform/cmd/kubeconform", validate.KUBECONFORM)
    row = validate.measure(args, programs, measure, CACHE, output, alternate)
    note(f"validate: {row}")
    return validate.table(row, args, number, ratio)


# Compile time

STEPS = {
    "check": (["check"], {"CARGO_INCREMENTAL": "0"}),
    "build": (["build"], {"CARGO_INCREMENTAL": "0"}),
    "check, incremental": (["check"], {"CARGO_INCREMENTAL": "1"}),
}


def compile_time(args):
    folders = {side: write_crate(side, args.kinds) for side in args.sides}
    rows = {}
    for step, (command, environment) in STEPS.items():
        for side in args.sides:
            note(f"{step}, {side}: building what it depends on")
            cargo(command, folders[side], environment)
        rows[step] = alternate(args.sides, args.compile_runs, lambda side: (compile_once(command, folders[side], environment),))
        note(f"{step}: {rows[step]}")
    lines = [
        f"## Compile time of {args.kinds} derived kinds against kube-derive and schemars ({args.compile_runs} runs)\n",
        "| step | ours, s | peer, s | ours as a share |",
        "|---|---:|---:|---:|",
    ]
    for step, row in rows.items():
        ours, peer = (row.get(side, (None,))[0] for side in SIDES)
        lines.append(f"| {step} | {number(ours, 2)} | {number(peer, 2)} | {ratio(ours, peer, 2)} |")
    versions = ", ".join(locked(folders["peer"], ["kube-derive", "schemars", "serde"])) if "peer" in folders else ""
    same = "Both say the same of each field; the peer has list types and rules from `KubeSchema`."
    lines.append(f"\nOnly the crate with the kinds is compiled again, profile `dev`. {same} Peer: {versions}.")
    return "\n".join(lines) + "\n"


def write_crate(side, count):
    folder = CACHE / f"compile/{side}"
    shutil.rmtree(folder, ignore_errors=True)
    if side == "ours":
        kinds.write_ours(folder, count, REPOSITORY)
    else:
        kinds.write_peer(folder, count)
    return folder


def compile_once(command, folder, environment):
    (folder / "src/lib.rs").touch()
    start = time.perf_counter()
    cargo(command, folder, environment)
    return time.perf_counter() - start


def cargo(command, folder, environment):
    # Targets live outside of the crate, which is written again each time.
    target = CACHE / f"target/{folder.name}"
    output(["cargo", *command, "--quiet", "--target-dir", str(target)], folder, **environment)


def locked(folder, names):
    """The versions of these packages in the lock file of a crate."""
    lines = (folder / "Cargo.lock").read_text().split("\n")
    versions = {a.split('"')[1]: b.split('"')[1] for a, b in zip(lines, lines[1:]) if a.startswith("name = ")}
    return [f"{name} {versions[name]}" for name in names]


# Shared


def alternate(sides, runs, measure):
    """The medians of each side, which take turns; one round to warm up is not counted."""
    rounds = [{side: measure(side) for side in sides} for _ in range(runs + 1)][1:]
    return {side: tuple(map(statistics.median, zip(*(r[side] for r in rounds)))) for side in sides}


def output(command, folder, **environment):
    done = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout


def note(text):
    print(text, file=sys.stderr, flush=True)


def number(value, digits):
    return "-" if value is None else f"{value:,.{digits}f}"


def ratio(above, below, digits=1):
    return "-" if above is None or below is None else f"{above / below:.{digits}f}"


def machine():
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().split("\n") if "model name" in line),
        platform.processor(),
    )
    rustc = output(["rustc", "--version"], HERE).strip()
    go = output(["go", "env", "GOVERSION"], HERE).strip()
    return f"{model}, {os.cpu_count()} cores; {platform.system()}; {rustc}; {go}.\n"


if __name__ == "__main__":
    main()
