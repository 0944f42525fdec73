"""Whether the reports of a story have a word of a death, or of wounds, whatever they count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

from onrecord.reconcile.contexts import split_sentences
from onrecord.reconcile.words import load_data
from onrecord.records import Report, Span


class Tellings:
    """What some reports tell of, read when it is asked for. Page furniture tells nothing."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self.reports = reports

    @cached_property
    def death(self) -> bool:
        """Whether a sentence has a word of a death: somebody's, whoever it is."""
        return any(map(_find_words("killed").search, self._list_sentences()))

    @cached_property
    def pending(self) -> bool:
        """Whether more victims may come out: some are missing, or their number is not known."""
        return any(map(_find_words("pending").search, self._list_sentences()))

    @cached_property
    def deed(self) -> bool:
        """Whether somebody was shot or stabbed: then reports tell who was hit, one by one."""
        deeds = _find_words("deeds")
        return any(deeds.search(report.text[slice(*span)]) for report, span in self._list_spans())

    @cached_property
    def care(self) -> bool:
        """Whether a sentence has a word of wounds or of hospitals, where the dead are taken too."""
        return self.wounds or any(map(_find_words("care").search, self._list_sentences()))

    @cached_property
    def wounds(self) -> bool:
        """Whether somebody is told wounded, or in hospital without dying in the next sentence."""
        death, wounds, care = map(_find_words, ("killed", "injured", "care"))
        waiting = False
        for sentence in self._list_sentences():
            if death.search(sentence):
                waiting = False
            elif waiting or wounds.search(sentence):
                return True
            else:
                waiting = care.search(sentence) is not None
        return waiting

    def _list_spans(self) -> Iterator[tuple[Report, Span]]:
        for report in self.reports:
            for block in report.blocks:
                if block.is_report:
                    yield report, (block.start, block.end)

    def _list_sentences(self) -> Iterator[str]:
        void = _find_words("void")
        for report, span in self._list_spans():
            for sentence in split_sentences(report.text[slice(*span)]):
                yield void.sub(" ", sentence)


@cache
def _find_words(name: str) -> re.Pattern[str]:
    words = load_data("measures")["told"][name]
    plain = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"\b(?:{plain})\b", re.IGNORECASE)
