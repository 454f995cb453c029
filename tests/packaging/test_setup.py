"""The two commands of the README ask for what is missing, install once, and repair what was interrupted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = (
    "cat",
    "cksum",
    "cp",
    "dirname",
    "find",
    "head",
    "mkdir",
    "readlink",
    "rm",
    "sed",
    "sh",
    "sort",
    "tr",
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the scripts are for Debian and Ubuntu")

# A Python that is new enough unless told otherwise, lacks what it is told, and writes down what pip is asked.
PYTHON = """\
case "$1" in
-c) [ ! -e "$BOX/old" ] ;;
-) cat "$BOX/lacks" ;;
-m)
    echo "python $*" >>"$BOX/log"
    if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi
    if [ "$2" = pip ]; then
        [ ! -e "$BOX/killed" ] || kill -9 "$PPID"
        [ ! -e "$BOX/offline" ] || exit 1
        if [ -e "$BOX/tampered" ]; then case "$*" in *"$(cat "$BOX/tampered")") exit 1 ;; esac; fi
        printf '#!/bin/sh\\necho "started in $(pwd) with $*"\\n' >.venv/bin/clipphotos
        chmod +x .venv/bin/clipphotos
    fi
    ;;
esac
"""


class Machine:
    """A make-believe machine: its programs are stubs, and its checkout holds next to nothing."""

    def __init__(self, box: Path) -> None:
        self.box = box
        self.bin = box / "bin"
        self.checkout = box / "check out"
        self.bin.mkdir()
        for tool in (*TOOLS, "chmod"):
            found = shutil.which(tool)
            assert found, tool
            (self.bin / tool).symlink_to(found)
        self.lack("")
        self.libraries()
        self.stub("python3", PYTHON)
        self.stub("c++", "")
        self.stub("apt-get", 'echo "apt-get $*" >>"$BOX/log"')
        self.stub("grep", "exit 1")  # of whether this is a container
        self.user(1000)
        shutil.copytree(ROOT / "packaging", self.checkout / "packaging")
        script = self.checkout / "packaging" / "setup.sh"
        # Whatever machine the tests run on.
        script.write_text(script.read_text().replace("/.dockerenv /run/.containerenv", '"$BOX/container"'))
        (self.checkout / "src").mkdir()
        (self.checkout / "resources").mkdir()
        (self.checkout / "pyproject.toml").touch()

    def stub(self, name: str, text: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def lack(self, packages: str) -> None:
        """What the Python lacks."""
        (self.box / "lacks").write_text(packages)

    def libraries(self, *missing: str) -> None:
        """All of Qt's libraries are there but these."""
        lines = (ROOT / "packaging" / "setup.sh").read_text().split("QT_LIBRARIES='")[1].split("'")[0]
        names = [line.split()[0] for line in lines.split("\n") if line and line.split()[0] not in missing]
        known = "\n".join(f"\t{name} (libc6,x86-64) => /lib/{name}" for name in names)
        self.stub("ldconfig", f"cat <<'END'\n{known}\nEND")

    def user(self, number: int) -> None:
        self.stub("id", f"echo {number}")

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Type the README's first command, in another folder."""
        (self.box / "log").write_text("")
        return subprocess.run(
            [self.checkout / "packaging" / "run", "search", "a red car"],
            cwd=self.box,
            env={"PATH": str(self.bin), "BOX": str(self.box), **environment},
            capture_output=True,
            text=True,
        )

    def log(self) -> list[str]:
        return (self.box / "log").read_text().splitlines()

    def installed(self) -> bool:
        return any(" pip install " in line for line in self.log())

    def made_anew(self) -> bool:
        return any(line.startswith("python -m venv") for line in self.log())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_nothing_is_missing(machine: Machine):
    done = machine.run()
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"started in {machine.box} with search a red car\n"
    assert not [line for line in machine.log() if line.startswith("apt-get")]


def test_root_gets_what_is_missing(machine: Machine):
    machine.user(0)
    machine.libraries("libEGL.so.1", "libxcb-util.so.1")
    machine.lack("python3.11-dev\npython3.11-venv\n")
    (machine.bin / "c++").unlink()
    assert machine.run().returncode == 0
    wanted = "g++ python3.11-dev python3.11-venv libegl1 libxcb-util1"
    assert machine.log()[:2] == [
        "apt-get update -qq",
        f"apt-get install -qq --no-install-recommends {wanted}",
    ]


def test_anybody_else_is_told_the_line_to_type(machine: Machine):
    machine.libraries("libEGL.so.1")
    machine.lack("python3.11-venv\n")
    done = machine.run()
    assert done.returncode == 1
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends python3.11-venv libegl1"
    assert line in done.stderr.splitlines()
    assert machine.log() == []


def test_a_system_without_apt_is_told_the_names(machine: Machine):
    (machine.bin / "apt-get").unlink()
    machine.libraries("libGL.so.1")
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith(": libgl1")


def test_an_old_python_is_named(machine: Machine):
    (machine.box / "old").touch()
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr == (
        "clipphotos: Python 3.11 or newer is needed and was not found. Install it, then run this again.\n"
    )


def test_it_installs_again_only_after_a_change(machine: Machine):
    machine.run()
    assert machine.installed()
    assert machine.run().returncode == 0
    assert machine.log() == []
    (machine.checkout / "src" / "new.py").touch()
    machine.run()
    assert machine.installed()
    assert not machine.made_anew()


def test_a_library_that_went_missing_is_noticed_later(machine: Machine):
    machine.run()
    machine.libraries("libGL.so.1")
    done = machine.run()
    assert done.returncode == 1
    assert "libgl1" in done.stderr


def test_an_interrupted_installation_is_made_anew(machine: Machine):
    (machine.box / "killed").touch()
    assert machine.run().returncode == -9
    (machine.box / "killed").unlink()
    (machine.checkout / ".venv" / "half of a package").touch()
    assert machine.run().returncode == 0
    assert machine.made_anew()
    assert not (machine.checkout / ".venv" / "half of a package").exists()


def test_without_a_network_the_old_installation_is_kept(machine: Machine):
    machine.run()
    (machine.box / "offline").touch()
    (machine.checkout / "src" / "new.py").touch()
    done = machine.run()
    assert done.returncode == 1
    assert "pip could not install" in done.stderr
    (machine.box / "offline").unlink()
    assert machine.run().returncode == 0
    assert machine.installed()
    assert not machine.made_anew()


PIP = "python -m pip install --quiet --disable-pip-version-check"
LOCKED = f"{PIP} --no-build-isolation --require-hashes --requirement packaging/locks/"


def test_what_is_installed_is_what_the_lock_files_name(machine: Machine):
    assert machine.run().returncode == 0
    assert [line for line in machine.log() if " pip " in line] == [
        f"{LOCKED}build.txt",
        f"{LOCKED}run.txt",
        f"{PIP} --no-build-isolation --no-deps .",
    ]


def test_a_changed_lock_is_installed(machine: Machine):
    machine.run()
    (machine.checkout / "packaging" / "locks" / "run.txt").write_text("changed\n")
    machine.run()
    assert machine.installed()


def test_a_file_that_is_not_the_published_one_ends_it(machine: Machine):
    (machine.box / "tampered").write_text("run.txt")
    done = machine.run()
    assert done.returncode == 1
    assert "pip could not install" in done.stderr
    assert machine.log()[-1] == f"{LOCKED}run.txt"


def test_only_who_asks_for_it_gets_what_is_not_locked(machine: Machine):
    done = machine.run(CLIPPHOTOS_UNLOCKED="1")
    assert done.returncode == 0
    assert "no hash is checked" in done.stderr
    assert [line for line in machine.log() if " pip " in line] == [f"{PIP} ."]


@pytest.mark.parametrize(
    ("user", "mark", "variables", "expected"),
    [
        (0, False, {}, True),
        (1000, False, {}, False),
        (0, True, {}, False),
        (0, False, {"container": "podman"}, False),
    ],
)
def test_root_is_warned_outside_of_a_container(
    machine: Machine, user: int, mark: bool, variables: dict[str, str], expected: bool
):
    machine.user(user)
    if mark:
        (machine.box / "container").touch()
    done = machine.run(**variables)
    assert done.returncode == 0
    assert ("warning: you are root" in done.stderr) is expected


def test_root_in_a_group_of_a_container_is_not_warned(machine: Machine):
    machine.user(0)
    machine.stub("grep", '[ "$3" = /proc/1/cgroup ]')
    assert "warning" not in machine.run().stderr


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine):
    machine.run()
    python = machine.checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(machine.box / "uninstalled")
    assert machine.run().returncode == 0
    assert machine.made_anew()


def test_an_environment_of_ones_own_is_used_and_not_deleted(machine: Machine):
    own = machine.checkout / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.write_bytes((machine.bin / "python3").read_bytes())
    own.chmod(0o755)
    (machine.checkout / ".venv" / "mine").touch()
    assert machine.run().returncode == 0
    assert machine.installed()
    assert (machine.checkout / ".venv" / "mine").exists()


@pytest.mark.parametrize("script", ["packaging/run", "packaging/test", "packaging/lock", ".ci/run"])
def test_the_scripts_can_be_started(script: str):
    path = ROOT / script
    assert os.access(path, os.X_OK)
    assert path.read_text().startswith("#!/bin/sh\n")
