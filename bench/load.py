"""The load part of the bench: one operator on controller-runtime, its equal on kubewright-runtime, the same work.

Each side has an API server of its own in each round, one side after the other, so that neither has the other's objects.
"""

import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import static

HERE = Path(__file__).resolve().parent
CONTROLLER_RUNTIME = "v0.25.2"
# What of a figure the system cannot drop and read again.
PRIVATE = ", of that anonymous, MB"
# What a figure is called where it is read.
LABELS = {
    "created, s": "objects created, until all are reconciled, s",
    "changed, s": "of them changed, until all are reconciled, s",
    "processor for these": "time on processors for these",
    " cache, MB": " cache of {pods:,} Pods, MB",
    "of all Pods": "of {pods:,} Pods",
}
# The form in which each side caches Pods.
FORMS = {"ours": ["default", "typed", "metadata"], "peer": ["typed", "metadata"]}
# The same for the objects of the controller, with the options of each form.
CONTROLLED = {"ours": {"": [], " with typed cache": ["--typed"]}, "peer": {"": []}}


def measure(args, cache, output, note):
    """All figures of both sides, each the median of the rounds."""
    programs = build(args.sides, cache, output, note)
    rounds = {side: [] for side in args.sides}
    for number in range(args.load_runs):
        for side in args.sides:
            rounds[side].append(one_round(programs, side, args))
            note(f"load, round {number + 1}, {side}: {json.dumps(rounds[side][-1])}")
    return {side: medians(rows) for side, rows in rounds.items()}


def medians(rows):
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def build(sides, cache, output, note):
    """The programs by name, the operators as the Dockerfiles of scaffolded projects build them: without symbols and a shared C library."""
    note("building the operators (load)")
    programs = {"server": cargo(HERE.parent, ["--package", "kubewright-envtest", "--example", "serve"], output) / "debug/examples/serve"}
    if "ours" in sides:
        programs["ours"] = ours(output)
    folder = cache / "load"
    output(["go", "build", "-ldflags=-s -w", "-o", f"{folder}/", "./operator", "./loader"], HERE / "load/go", CGO_ENABLED="0")
    return programs | {"peer": folder / "operator", "loader": folder / "loader"}


def ours(output):
    folder = HERE / "load/rust"
    if profile(folder / "Cargo.toml") != profile(HERE.parent / "templates/rust/init/Cargo.toml.tera"):
        sys.exit(f"{folder}/Cargo.toml has another release profile than scaffolded projects: make them equal")
    words = ["--release", "--locked"]
    if not static.is_there():
        return cargo(folder, words, output) / "release/operator"
    target = cargo(folder, [*words, "--target", static.target()], output, **static.environment())
    return target / static.target() / "release/operator"


def profile(manifest):
    _, _, rest = manifest.read_text().partition("[profile.release]\n")
    return sorted(line for line in rest.partition("[")[0].split("\n") if " = " in line)


def cargo(folder, words, output, **environment):
    """The target folder, after the build."""
    output(["cargo", "build", "--quiet", *words], folder, **environment)
    metadata = json.loads(output(["cargo", "metadata", "--format-version=1", "--no-deps"], folder))
    return Path(metadata["target_directory"])


def program(repository, package, profile, output):
    """The program `NAME` of the package `kubewright-NAME`."""
    target = cargo(repository, ["--locked", "--profile", profile, "--package", package], output)
    return target / ("debug" if profile == "dev" else profile) / package.removeprefix("kubewright-")


def one_round(programs, side, args):
    operator = programs[side]
    row = {"binary, MB": operator.stat().st_size / 1e6}
    with server(programs) as environment:
        row |= reconciles(programs, operator, environment, side, args)
    with server(programs) as environment:
        row |= caches(programs, operator, environment, side, args)
    return row


def reconciles(programs, operator, environment, side, args):
    loader = lambda *words: run([programs["loader"], *words], environment)
    loader("one")
    row = {}
    starts = []
    for _ in range(5):
        with started(operator, [], environment) as process:
            starts.append(1000 * process.says("reconciled")[0])
    row["start to first reconcile, ms"] = statistics.median(starts)
    loader("clear")
    with started(operator, [], environment) as process:
        process.wait_ready()
        time.sleep(5)
        row |= process.memory("memory idle")
        before = process.processor()
        row[f"{args.objects} created, s"] = float(loader("create", str(args.objects)))
        row["processor for these, s"] = process.processor() - before
        before = process.processor()
        row[f"{args.changes} changed, s"] = float(loader("change", str(args.changes)))
        row["processor for these changes, s"] = process.processor() - before
        time.sleep(5)
        row |= process.memory("memory at the end")
    for form, words in CONTROLLED[side].items():
        # All objects are as they should be: an operator that starts now only reads its cache.
        with started(operator, [*words, f"--count={args.objects}"], environment) as process:
            took = int(process.says("all")[1][0])
        row[f"reconciles a second without a write{form}"] = args.objects / (took / 1e9)
    return row


def caches(programs, operator, environment, side, args):
    row = {"a Pod, bytes": float(run([programs["loader"], "pods", str(args.pods)], environment))}
    for form in FORMS[side]:
        with started(operator, [f"--pods={form}"], environment) as process:
            count, heap, reads, first, listing = process.says("cached")[1]
            if int(count) != args.pods:
                sys.exit(f"{operator} has {count} Pods of {args.pods} in its cache")
            # Long enough for either side to let go of what it has decoded or copied.
            time.sleep(25)
            row[f"heap with {form} cache, MB"] = int(heap) / 1e6
            row[f"1000 reads of 10 Pods with {form} cache, µs"] = int(reads) / 1e3
            row[f"first list of all Pods with {form} cache, ms"] = int(first) / 1e6
            row[f"list of all Pods with {form} cache, ms"] = int(listing) / 1e6
            row |= process.memory(f"memory with {form} cache")
    return row


# Processes


@contextmanager
def server(programs, crds=HERE / "load/crd.yaml"):
    """An API server with CRDs; what its clients need in their environment."""
    folder = Path(tempfile.mkdtemp(prefix="kubewright-bench-"))
    kubeconfig = folder / "kubeconfig"
    process = subprocess.Popen([programs["server"], kubeconfig, crds], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout.readline().strip() != "ready":
            sys.exit("the API server does not start")
        yield os.environ | {"KUBECONFIG": str(kubeconfig)}
    finally:
        process.stdin.close()
        process.wait()
        shutil.rmtree(folder)


def run(command, environment):
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stderr[-3000:]}")
    sys.stderr.write(done.stderr)
    return done.stdout


def started(program, words, environment):
    return started_as(Operator(program, words, environment))


@contextmanager
def started_as(process):
    try:
        yield process
    finally:
        process.stop()


class Operator:
    def __init__(self, program, words, environment):
        self.probes = free_port()
        words = [*words, f"--health-probe-bind-address=127.0.0.1:{self.probes}"]
        words += [f"--metrics-bind-address=127.0.0.1:{free_port()}", "--zap-devel=false"]
        if program.parent.name == "release":
            words.append("--metrics-secure=false")
        self.start = time.perf_counter()
        self.process = subprocess.Popen([program, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def says(self, word):
        """How long it took until it said so, and what else."""
        for line in self.process.stdout:
            first, *rest = line.split()
            if first == word:
                return time.perf_counter() - self.start, rest
        sys.exit(f"the operator ends before it says {word}")

    def wait_ready(self):
        while self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.probes), timeout=5) as stream:
                    stream.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    if stream.recv(64).startswith(b"HTTP/1.1 200"):
                        return
            except OSError:
                pass
            time.sleep(0.05)
        sys.exit("the operator ends before it is ready")

    def memory(self, name):
        """Resident, and of that what is not the program's file, which the system drops when it needs room."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().split("\n")
        kilobytes = {words[0]: int(words[1]) for words in map(str.split, lines) if words and words[0].startswith(("VmRSS", "RssAnon"))}
        return {f"{name}, MB": kilobytes["VmRSS:"] * 1024 / 1e6, f"{name}{PRIVATE}": kilobytes["RssAnon:"] * 1024 / 1e6}

    def processor(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


# The table


def within_ours(row):
    """The default form against `typed`, both ours."""
    pairs = [(name, name.replace("with default", "with typed")) for name in row if "with default cache" in name and not name.endswith(PRIVATE)]
    pairs += [(name.removesuffix(" with typed cache"), name) for name in row if name.startswith("reconciles") and "typed" in name]
    shown = [f"{name.split(' with default')[0].split(',')[0]} {row[name] / row[typed]:.2f}" for name, typed in pairs if row.get(typed)]
    return [f"\nOur default form as a share of our `typed`: {'; '.join(shown)}."] if shown else []


def rounds(count):
    return "One round, in which" if count == 1 else f"Medians of {count} rounds, in each of which"


def table(figures, args, number, ratio):
    ours, peer = (figures.get(side, {}) for side in ("ours", "peer"))
    lines = [
        f"## Operators: kubewright-runtime against controller-runtime {CONTROLLER_RUNTIME}\n",
        "The same work on both: a ConfigMap for each object of a kind, and its status; ten reconciles at once. "
        f"{rounds(args.load_runs)} either side has an API server of its own.\n",
        "| | ours | peer | ours as a share |",
        "|---|---:|---:|---:|",
    ]
    for name in ours or peer:
        if name == "a Pod, bytes" or name.endswith(PRIVATE):
            continue
        base = name
        for form in ("default", "metadata"):
            # Each form against the one that controller-runtime has by default.
            base = base.replace(f"with {form} cache", "with typed cache")
        if name.startswith("reconciles"):
            base = base.removesuffix(" with typed cache")
        digits = 0 if name.startswith("start") or name.startswith("reconciles") else 1
        mine, theirs = ours.get(name), peer.get(base)
        label = name if base == name else f"{name} (peer: typed)"
        for short, long in LABELS.items():
            label = label.replace(short, long.format(pods=args.pods))
        lines.append(f"| {label} | {number(mine, digits)} | {number(theirs, digits)} | {ratio(mine, theirs, 2)} |")
    private = (f"{number(side.get(f'memory idle{PRIVATE}'), 1)} and {number(side.get(f'memory at the end{PRIVATE}'), 1)}" for side in (ours, peer))
    lines.append(
        "\nBoth are built as their scaffolded Dockerfiles build them (ours: profile `release` of a scaffolded project). Memory is what is resident; of that idle and at the end, not "
        "pages of the program's file: {} MB (ours), {} MB (peer).".format(*private)
    )
    extra = "heap with metadata cache, MB"
    size = (ours or peer).get("a Pod, bytes")
    lines.append(
        f"\nCaches hold {args.pods:,} Pods of {number(size, 0)} bytes of JSON each. By default ours keeps objects as JSON and decodes "
        "them when they are read; those that were read or changed in the last ten seconds stay decoded. `typed` keeps values, as the peer does. The first list finds nothing decoded; the other is the "
        "quickest of those after it."
    )
    lines += within_ours(ours)
    if extra in peer:
        memory = peer["memory with metadata cache, MB"]
        lines.append(f"The peer's cache of metadata: heap {number(peer[extra], 1)} MB, memory {number(memory, 1)} MB.")
    return "\n".join(lines) + "\n"
