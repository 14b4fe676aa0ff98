"""`reports/` elsewhere than in the project, and what others lay into it."""

import errno
import os
import shutil

import pytest

from karnameh import site
from karnameh.site.reports import _renewed

from .conftest import karnameh


@pytest.fixture
def served(built, tmp_path):
    """The built project with `reports/` as a link to a folder that is served."""
    project = shutil.copytree(built, tmp_path / "project", symlinks=True)
    shutil.move(project / "reports", tmp_path / "www")
    (project / "reports").symlink_to(tmp_path / "www")
    return project


def test_behind_a_link_the_served_folder_is_the_one_that_changes(served, tmp_path):
    suite = served / "params" / "suite.toml"
    for year in (1396, 1397):
        suite.write_text(
            suite.read_text().replace("[1396, 1397]", f"[{year}]").replace("[1397]", f"[{year}]")
        )
        suite.write_text(suite.read_text().replace("[1396]", f"[{year}]"))
        karnameh(served, "build")
        assert (served / "reports").is_symlink()
        years = {path.name for path in (tmp_path / "www").iterdir() if path.name.isdigit()}
        assert years == {str(year)}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "www"]
    assert "fresh already: 12" in karnameh(served, "build").stderr


def test_a_mount_point_is_refused_before_anything_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(os.path, "ismount", lambda path: path == tmp_path)
    with pytest.raises(OSError, match="mount point") as refused:
        site.mend(tmp_path)
    assert refused.value.errno == errno.EBUSY and refused.value.filename == str(tmp_path)


def test_what_others_laid_down_stays_whatever_it_is(tmp_path):
    reports, other = tmp_path / "reports", tmp_path / "other"
    other.mkdir()
    (reports / "deep" / "empty").mkdir(parents=True)
    (reports / "notes.txt").write_text("theirs")
    (reports / "film").symlink_to(other)
    (reports / "lost").symlink_to("nowhere")
    (reports / "1397").symlink_to(other)
    with _renewed(reports) as put:
        put("1397/brief.html", b"ours")
        put("manifest.json", b'{"files": {"1397/brief.html": {}}}')
    assert (reports / "notes.txt").read_text() == "theirs"
    assert (reports / "deep" / "empty").is_dir()
    assert (reports / "film").readlink() == other and os.readlink(reports / "lost") == "nowhere"
    assert (reports / "1397" / "brief.html").read_bytes() == b"ours" and not (reports / "1397").is_symlink()
    assert not list(other.iterdir())


def test_a_page_that_others_could_not_read_does_not_stay_so(tmp_path):
    reports = tmp_path / "reports"
    for umask, mode in ((0o077, 0o600), (0o022, 0o644)):
        before = os.umask(umask)
        try:
            with _renewed(reports) as put:
                put("1397/brief.html", b"ours")
                put("manifest.json", b'{"files": {"1397/brief.html": {}}}')
        finally:
            os.umask(before)
        assert (reports / "1397" / "brief.html").stat().st_mode & 0o777 == mode
    assert reports.stat().st_mode & 0o777 == 0o755
