"""Does any request make the server fail? Schemathesis asks what the OpenAPI allows, and more.

    python -m bench.fuzz_api --ledger desk.db --examples 50

Serves a copy of a ledger, with judging, on loopback, and lets schemathesis make requests from the
OpenAPI: valid, at the edges, and not valid. Fails where an answer is a server error (5xx), has a
status or content type that the OpenAPI does not name, or a body that does not match its schema.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.serve import run_server

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,missing_required_header"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--examples", type=int, default=50, help="requests of each kind, at most")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    command = [str(Path(sys.executable).with_name("schemathesis")), "run"]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "desk.db"
        shutil.copy(args.ledger, copy)
        with run_server(copy, "--judge") as (url, _):
            command += [f"{url}/api/openapi.json", "--checks", CHECKS, "--seed", str(args.seed)]
            command += ["--max-examples", str(args.examples), "--request-timeout", "30"]
            done = subprocess.run(command, check=False, cwd=folder)
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
