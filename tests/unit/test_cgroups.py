"""Control groups: what is written where, on a directory that looks like the kernel's."""

import os
from pathlib import Path

import pytest

from agora import cgroups

ALL = "cpu memory pids"


class Tree:
    """A hierarchy of control groups, as files; a real one makes those of a new group by itself."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.own = self.group("unit", ALL)
        self.process = root / "proc"
        self.process.mkdir()
        (self.process / "cgroup").write_text("1:name=systemd:/\n0::/unit\n")
        (self.process / "mountinfo").write_text(
            f"30 20 0:1 / /sys rw shared:1 - sysfs sysfs rw\n31 30 0:2 / {root} rw - cgroup2 cgroup2 rw\n"
        )
        monkeypatch.setattr(cgroups, "PROCESS", self.process)
        make = Path.mkdir

        def mkdir(path: Path, *arguments: object, **options: object) -> None:
            make(path, *arguments, **options)  # type: ignore[arg-type]
            if root in path.parents:
                for name in ("cgroup.procs", "memory.events", "pids.events", "memory.swap.max"):
                    (path / name).touch()

        def rmdir(path: Path) -> None:
            for file in path.iterdir():
                file.unlink()
            os.rmdir(path)  # noqa: PTH106 - the original

        monkeypatch.setattr(Path, "mkdir", mkdir)
        monkeypatch.setattr(Path, "rmdir", rmdir)

    def group(self, name: str, controllers: str) -> Path:
        path = self.root / name
        path.mkdir()
        (path / "cgroup.controllers").write_text(controllers + "\n")
        (path / "cgroup.subtree_control").write_text("\n")
        (path / "cgroup.procs").write_text(f"{os.getpid()}\n")
        return path


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    monkeypatch.delenv(cgroups.VARIABLE, raising=False)
    return Tree(tmp_path, monkeypatch)


def test_a_group_of_its_own_is_handed_down(tree: Tree) -> None:
    assert cgroups.find() == cgroups.Groups(tree.own)
    assert (tree.own / "worker" / "cgroup.procs").read_text() == str(os.getpid())
    assert (tree.own / "cgroup.subtree_control").read_text() == "+cpu +memory +pids"
    assert not list(tree.own.glob("agora-*")), "the group that was tried is gone"


def test_a_group_that_was_handed_down(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tree.group("other", ALL)
    (other / "cgroup.subtree_control").write_text(ALL)
    monkeypatch.setenv(cgroups.VARIABLE, str(other))
    assert cgroups.find() == cgroups.Groups(other)
    assert not (other / "worker").exists()


def test_limits_are_written(tree: Tree) -> None:
    with cgroups.Groups(tree.own).group(1_000_000, 7, 25) as group:
        assert {
            name: (group.path / name).read_text()
            for name in ("memory.max", "memory.swap.max", "memory.oom.group", "pids.max", "cpu.max")
        } == {
            "memory.max": "1000000",
            "memory.swap.max": "0",
            "memory.oom.group": "1",
            "pids.max": "7",
            "cpu.max": "25000 100000",
        }
        group.enter()
        assert (group.path / "cgroup.procs").read_text() == "0"
        assert group.exceeded() == set()
        (group.path / "memory.events").write_text("low 0\nmax 9\noom 1\noom_kill 1\n")
        assert group.exceeded() == {"memory"}
        (group.path / "pids.events").write_text("max 2\n")
        assert group.exceeded() == {"memory", "processes"}
        with cgroups.Groups(tree.own).group(1, 1, 1) as other:
            assert other.path != group.path
    assert not group.path.exists()


def test_what_others_left_is_passed_over(tree: Tree) -> None:
    """In a container a worker has the number of the one before it, which may have been killed in a run."""
    with cgroups.Groups(tree.own).group(1, 1, 1) as group:
        number = int(group.path.name.rpartition("-")[2])
    (tree.own / f"agora-{os.getpid()}-{number + 1}").mkdir()
    with cgroups.Groups(tree.own).group(1, 1, 1) as group:
        assert group.path.name == f"agora-{os.getpid()}-{number + 2}"


def test_what_cannot_go_yet_goes_later(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """A group whose last processes are just ending stays until the next one ends."""
    rmdir = Path.rmdir

    def busy(path: Path) -> None:
        raise OSError("busy")

    with cgroups.Groups(tree.own).group(1, 1, 1) as first:
        monkeypatch.setattr(Path, "rmdir", busy)
    assert first.path.exists()
    monkeypatch.setattr(Path, "rmdir", rmdir)
    with cgroups.Groups(tree.own).group(1, 1, 1):
        pass
    assert not first.path.exists()


def test_where_there_are_none(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    def why() -> str:
        with pytest.raises(cgroups.CgroupsUnavailableError) as refused:
            cgroups.find()
        return str(refused.value)

    (tree.own / "cgroup.procs").write_text(f"1\n{os.getpid()}\n")
    assert "Delegate=yes" in why()
    (tree.own / "cgroup.controllers").write_text("cpu pids\n")
    assert why() == f"{tree.own} has no controllers memory"
    monkeypatch.setenv(cgroups.VARIABLE, str(tree.root / "nowhere"))
    assert "No such file" in why()
    monkeypatch.delenv(cgroups.VARIABLE)
    (tree.process / "mountinfo").write_text("30 20 0:1 / /sys rw - sysfs sysfs rw\n")
    assert "not mounted" in why()
    (tree.process / "mountinfo").unlink()
    assert "this system has none" in why()
