"""Status rules as a table that a reader can check against the handbook."""

from django.utils.translation import gettext as _

from core.errors import RuleBroken


class Flow:
    """{state: {verb: next state}} with one way to ask and one way to move."""

    def __init__(self, states, table):
        self.states = states
        self.table = {state: table.get(state, {}) for state in states}

    def allows(self, state, verb: str) -> bool:
        return verb in self.table[state]

    def next(self, state, verb: str):
        """Return the state after `verb`; RuleBroken when the table has no such step."""
        try:
            return self.table[self.states(state)][verb]
        except KeyError:
            raise RuleBroken(
                _("This is not possible while the state is “%(state)s”.")
                % {"state": self.states(state).label}
            ) from None
