from hypothesis import given, settings

from onrecord.group.copy_updates import update_copies
from onrecord.store.copy_tables import TABLES, SqlCopyIndex
from tests.group.building import FERRY, build_report
from tests.group.copying import Keeper, Step, draw_steps, set_small_limits
from tests.store.tables import open_rows


@settings(max_examples=40, deadline=None)
@given(draw_steps())
def test_any_sequence_of_updates_ends_in_what_one_batch_gives(steps: list[Step]) -> None:
    with set_small_limits(), open_rows(TABLES) as rows:
        keeper = Keeper()
        for step in steps:
            keeper.take(SqlCopyIndex(rows), step)
        keeper.check(SqlCopyIndex(rows), steps[-1].stories)


def test_nothing_is_left_of_reports_that_are_gone() -> None:
    reports = [build_report(name, FERRY) for name in "ab"]
    with open_rows(TABLES) as rows:
        index = SqlCopyIndex(rows)
        update = update_copies(index, [(r, None) for r in reports], (), {"a": "x", "b": "x"})
        gone = update_copies(SqlCopyIndex(rows), (), ("a", "b"), {})
        assert set(gone.removed) == {copy.id for copy in update.added}
        for table in ("copy_reports", "copy_digests", "copy_keys", "copy_pairs", "copy_ties"):
            assert rows.execute(f"SELECT count(*) FROM {table}") == [(0,)]
