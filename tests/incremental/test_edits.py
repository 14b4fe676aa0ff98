"""What changed is made again, and nothing else: edits by chance, held to builds from nothing."""

from conftest import script

KINDS = (
    "row_changed,plan_moved,rows_in_another_order,notebook_saved,word,word_unused,template_elsewhere,"
    "code_elsewhere,module_of_an_analyst,result_damaged,page_damaged,reports_damaged,leftover_damaged,nothing"
)


def test_nothing_is_stale_and_nothing_is_made_without_need():
    done = script("edits", 13, 5, "--kinds", KINDS)
    assert not done.returncode, done.stdout + done.stderr
