"""A file is written whole or not at all."""

import os

import pytest

from karnameh.files import sha256, sha256_of, write_atomically


def test_a_file_is_written_into_folders_that_are_made(tmp_path):
    write_atomically(tmp_path / "a" / "b" / "c.txt", b"whole")
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == b"whole"


def test_a_failed_write_leaves_the_last_good_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "c.txt"
    write_atomically(path, b"good")

    def broken(*_):
        raise OSError("no space")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="no space"):
        write_atomically(path, b"bad")
    assert path.read_bytes() == b"good"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_who_may_read_what_was_written_is_up_to_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        write_atomically(tmp_path / "c.txt", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "c.txt").stat().st_mode & 0o777 == 0o666 & ~umask


def test_the_hash_of_nothing_is_the_known_one():
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_hash_of_files_follows_their_names_and_contents_and_not_their_order(tmp_path):
    one, other = tmp_path / "a", tmp_path / "b"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    first = sha256_of([one, other])
    assert sha256_of([other, one]) == first
    other.write_bytes(b"3")
    assert sha256_of([one, other]) != first
    other.write_bytes(b"2")
    other.rename(tmp_path / "c")
    assert sha256_of([one, tmp_path / "c"]) != first
