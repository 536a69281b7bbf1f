"""Bundles and catalogs: kubewright against operator-verify and opm where they do the same.

operator-sdk cannot be built from the Go module proxy alone, so `generate bundle` has no peer here. Images are pushed to a registry
in this process, on loopback.
"""

import hashlib
import http.server
import shutil
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PROJECT = "memcached-operator"
VERSION = ["--version", "0.1.0", "--channels", "candidate"]
GENERATE = ["generate", "bundle", "--package", PROJECT, *VERSION, "--output-dir", "bundle"]
BUNDLE = "bundle/manifests/memcached-operator.clusterserviceversion.yaml"


class Registry(http.server.BaseHTTPRequestHandler):
    """Stores blobs and manifests in memory, as far as a push needs it."""

    protocol_version = "HTTP/1.1"
    stored = {}

    def log_message(self, *args):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(202, Location=self.path.rstrip("/") + "/1")

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        digest = "sha256:" + hashlib.sha256(body).hexdigest()
        url = urlsplit(self.path)
        self.stored[parse_qs(url.query).get("digest", [url.path.rsplit("/", 1)[1]])[0]] = body
        self.answer(201, Location="/v2/blob/" + digest)

    def do_GET(self):
        if self.path == "/v2/":
            return self.answer(200, b"{}")
        found = self.stored.get(self.path.rsplit("/", 1)[1])
        if found is None:
            return self.answer(404, b'{"errors":[{"code":"BLOB_UNKNOWN"}]}')
        self.answer(200, found, Docker_Content_Digest="sha256:" + hashlib.sha256(found).hexdigest())

    do_HEAD = do_GET


def tools(repository, output):
    """The peers, which the crate of oracles builds once."""
    listed = output(["cargo", "run", "--quiet", "--package", "kubewright-oracles", "--example", "oracles"], repository)
    paths = [Path(line) for line in listed.splitlines()]
    find = lambda name: next(str(path) for path in paths if path.name == name)
    return find("operator-verify"), find("opm")


def prepare(ours, folder, output):
    """A project with a bundle and a catalog, and the manifests of the operator in one file."""
    shutil.rmtree(folder, ignore_errors=True)
    project = folder / "project"
    project.mkdir(parents=True)
    named = ["--group=cache", "--version=v1alpha1", "--kind=Memcached"]
    for command in [
        ["init", "--domain=example.com", f"--project-name={PROJECT}"],
        ["create", "api", *named, "--resource", "--controller"],
        ["create", "webhook", *named, "--defaulting", "--programmatic-validation"],
        ["edit", "--plugins", "olm"],
        ["generate", "kustomize", "manifests", "--interactive=false"],
    ]:
        output([ours, *command], project)
    built = output(["kubectl", "kustomize", "config/manifests"], project)
    base = (project / f"config/manifests/bases/{PROJECT}.clusterserviceversion.yaml").read_text()
    work = folder / "work"
    (work / "input").mkdir(parents=True)
    (work / "input/all.yaml").write_text(built + "\n---\n" + base)
    output([ours, *GENERATE, "--input-dir", "input"], work)
    (work / "catalog").mkdir()
    package = output([ours, "catalog", "init", PROJECT, "--default-channel", "candidate"], work)
    (work / "catalog/catalog.yaml").write_text(package)
    output([ours, "catalog", "add", "catalog", "bundle", "--channel", "candidate", "--image", "example.com/bundle:v0.1.0"], work)
    return project, work


def rows(ours, program, verify, opm, image, project, work):
    """What is measured: the name, the folder, our command and the peer's."""
    make = f"'{ours}' --quiet generate kustomize manifests --interactive=false && kubectl kustomize config/manifests | '{ours}' generate bundle --version 0.1.0 && '{ours}' bundle validate bundle"
    return [
        ("the commands of `make bundle`, with kubectl", project, ["sh", "-c", make], None),
        ("`generate bundle`", work, [ours, *GENERATE, "--input-dir", "input"], None),
        ("`bundle validate`; operator-verify", work, [ours, "bundle", "validate", "bundle"], [verify, "manifests", "bundle"]),
        ("`catalog render` of a bundle; `opm render`", work, [ours, "catalog", "render", "bundle"], [opm, "render", "bundle"]),
        ("`catalog validate`; `opm validate`", work, [ours, "catalog", "validate", "catalog"], [opm, "validate", "catalog"]),
        ("`bundle build`", work, [ours, "bundle", "build", "bundle", "--tag", image], None),
        ("`bundle push` to loopback", work, [program, "bundle", "push", image, "--use-http"], None),
    ]


def measure(args, ours, program, measure, cache, repository, output, alternate):
    verify, opm = tools(repository, output) if "peer" in args.sides else (None, None)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    image = f"127.0.0.1:{server.server_port}/bundle:v0.1.0"
    project, work = prepare(ours, cache / "olm", output)
    environment = {"XDG_CACHE_HOME": str(cache / "olm/cache")}

    def one(folder, command):
        # Every push and every bundle is a new one.
        Registry.stored.clear()
        if "generate" in command or "sh" in command:
            shutil.rmtree(folder / "bundle", ignore_errors=True)
        wall, processors, memory = map(int, output([measure, *command], folder, **environment).split()[-3:])
        if not (folder / BUNDLE).exists():
            raise SystemExit(f"{command} wrote no {BUNDLE}: there is nothing to compare")
        return wall / 1e6, processors / 1e6, memory / 1024

    figures = []
    for name, folder, our, their in rows(ours, program, verify, opm, image, project, work):
        commands = {side: command for side, command in (("ours", our), ("peer", their if opm else None)) if command and side in args.sides}
        figures.append((name, alternate(list(commands), args.runs, lambda side: one(folder, commands[side]))))
    server.shutdown()
    return figures


def table(figures, args, number, ratio):
    lines = [
        f"## Bundles and catalogs against operator-verify and opm (warm), {args.runs} runs\n",
        "| | ours, ms | peer, ms | times faster | ours, CPU ms | peer, CPU ms | times less | ours, MB | peer, MB | share |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, row in figures:
        ours, peer = (row.get(side, (None,) * 3) for side in ("ours", "peer"))
        times = (f"{number(our, 1)} | {number(their, 0)} | {ratio(their, our)}" for our, their in zip(ours[:2], peer[:2]))
        memory = f"{number(ours[2], 1)} | {number(peer[2], 1)} | {ratio(ours[2], peer[2], 2)}"
        lines.append(f"| {name} | {' | '.join(times)} | {memory} |")
    lines.append(f"\nA bundle with one CRD and two webhooks. Profile `{args.olm_profile}`; `bundle push` is the program kubewright-olm. There is no peer for commands that only operator-sdk or a container engine has.")
    return "\n".join(lines) + "\n"
