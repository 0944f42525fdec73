"""Watching feeds: polling them politely, and telling what they add to a ledger, once.

Nothing is lost wherever a watch is stopped or killed, and nothing is told twice, but for what was
being told in the very moment it was killed; that comes again under the same key:

* what a report was before is noted *before* a newer text of it goes into the ledger;
* what is new is worked out from those notes, and put among the events in the transaction that
  crosses them out; an event's key is made of what it says, so that the same one is there once;
* an event is posted until it is taken, under that same key;
* a feed's validators (``ETag``, ``Last-Modified``) are kept once its entries are in the ledger.
"""
