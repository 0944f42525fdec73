from hypothesis import given, settings

from onrecord.group.memory_index import MemoryCopyIndex
from tests.group.copying import Keeper, Step, draw_steps, set_small_limits


@settings(max_examples=60, deadline=None)
@given(draw_steps())
def test_any_sequence_of_updates_ends_in_what_one_batch_gives(steps: list[Step]) -> None:
    with set_small_limits():
        keeper, index = Keeper(), MemoryCopyIndex()
        for step in steps:
            keeper.take(index, step)
        keeper.check(index, steps[-1].stories)
