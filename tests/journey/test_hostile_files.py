"""What others, or an accident, may have put in the place of what the client keeps."""

import os
import shutil

import pytest

from machine import checked


def truncated(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path):
    path.write_bytes(b"")


def filled_with_noise(path):
    path.write_bytes(bytes(range(256)) * 40)


def filled_with_nesting(path):
    path.write_bytes(b"[" * 200_000)


def huge(path):
    path.unlink()
    with open(path, "wb") as file:
        file.truncate(1 << 32)


def a_directory(path):
    path.unlink()
    path.mkdir()
    (path / "something").write_text("of mine")


def a_link(path):
    target = path.with_name("elsewhere")
    shutil.move(path, target)
    path.symlink_to(target)


def a_dangling_link(path):
    path.unlink()
    path.symlink_to("/nonexistent/place")


def a_link_to_itself(path):
    path.unlink()
    path.symlink_to(path)


def a_pipe(path):
    path.unlink()
    os.mkfifo(path)


def unreadable(path):
    path.chmod(0)


def open_to_everybody(path):
    path.chmod(0o666)


def somebody_else_s(path):
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(path, 12345, 12345)


HARMS = [
    truncated,
    emptied,
    filled_with_noise,
    filled_with_nesting,
    huge,
    a_directory,
    a_link,
    a_dangling_link,
    a_link_to_itself,
    a_pipe,
    unreadable,
    open_to_everybody,
    somebody_else_s,
]


def files_of(machine):
    """What is there after a sign-in, without the folders; not what the installer put there."""
    found = [path for path in machine.kept.rglob("*") if path.is_file()]
    return sorted(path for path in found if path.name != "routes.json")


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_every_file_that_is_kept(ann, harm):
    """Credentials, or a clear error that says what to do; never a crash, never for long."""
    document = (ann.kept / "routes.json").read_text()
    ann.credentials()
    names = [path.relative_to(ann.kept) for path in files_of(ann)]
    assert names
    for name in names:
        ann.credentials()
        path = ann.kept / name
        if not path.exists():
            continue
        harm(path)
        ended = ann.end(ann.start("credential-process"), gives_secrets=True)
        what = f"{name} is {harm.__name__}: {ended}"
        if ended.code == 0:
            checked(ended.out)
        else:
            assert ended.code == 1 and ended.out == "", what
            assert "(could not " in ended.err, what
        assert "panicked" not in ended.err, what
        shutil.rmtree(ann.kept)
        ann.route_by(document)


def test_a_link_is_never_written_through(ann):
    """Else whoever can put a link there chooses what is overwritten."""
    treasure = ann.folder / "treasure"
    treasure.write_text("of mine")
    ann.run("login")
    ann.credentials()
    for path in files_of(ann):
        path.unlink()
        path.symlink_to(treasure)
    ann.end(ann.start("credential-process"), gives_secrets=True)
    ann.end(ann.start("login"))
    assert treasure.read_text() == "of mine"


@pytest.mark.parametrize("place", ["a file", "a link to nowhere", "read-only"])
def test_a_folder_that_cannot_be_used(ann, place):
    shutil.rmtree(ann.kept)
    if place == "a file":
        ann.kept.write_text("of mine")
    elif place == "a link to nowhere":
        ann.kept.symlink_to("/nonexistent/place")
    else:
        ann.kept.mkdir(mode=0o500)
        if os.geteuid() == 0:
            pytest.skip("nothing is read-only to root")
    ended = ann.end(ann.start("credential-process"), gives_secrets=True)
    assert ended.code == 1 and ended.out == ""
    assert "panicked" not in ended.err


def test_everything_that_is_kept_is_for_one_person_alone(ann):
    wrapped = ["sh", "-c", 'umask 0; exec "$0" "$@"']
    process = ann.start("credential-process", wrapper=wrapped)
    ended = ann.end(process, gives_secrets=True)
    assert ended.code == 0, ended
    folders = [ann.kept, *(path for path in ann.kept.rglob("*") if path.is_dir())]
    assert {oct(path.stat().st_mode & 0o777) for path in folders} == {"0o700"}
    assert {oct(path.stat().st_mode & 0o777) for path in files_of(ann)} == {"0o600"}
