"""The row of one page in the matrix of roles and pages, and the rows that generic pages have."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rule:
    """One page: the grant it asks for, the records it is about, the methods it answers.

    `reach` is the action whose reach picks the record, when it is not `action` itself; `data` is
    what a POST sends: values that would do harm if the page let them through.
    """

    model: str = ""
    action: str = ""
    on: str = ""  # the kind of record in the address; empty: none
    methods: str = "get head options post"
    reach: str = ""
    data: dict = field(default_factory=dict)

    def answers(self, method):
        return method.lower() in self.methods.split()


READ, WRITE = "get head options", "post options"
HARM = {"name": "Hacked", "title": "Hacked", "remark": "Hacked", "summary": "Hacked", "seen": 1}


def record(prefix, model, *actions):
    """Return the rules of the generic pages of one kind of record."""
    known = {
        "list": Rule(model, "view", methods=READ),
        "options": Rule(model, "view", methods=READ),
        "export": Rule(model, "export", methods="get head options post"),
        "template": Rule(model, "add", methods=READ),
        "import": Rule(model, "add"),
        "add": Rule(model, "add", data=HARM),
        "detail": Rule(model, "view", model, READ),
        "edit": Rule(model, "change", model, data=HARM),
        "restore_value": Rule(model, "change", model, data=HARM),
        "delete": Rule(model, "delete", model),
        "columns": Rule(model, "view", methods=WRITE, data={"cols": "name"}),
        "views": Rule(model, "view", data=HARM),
        "bulk_delete": Rule(model, "delete", methods=WRITE),
        "bulk_change": Rule(model, "change", methods=WRITE, data={"field": "level"}),
        "bulk_tag": Rule(model, "change", methods=WRITE, data={"tag": "1", "confirmed": "1"}),
        "bulk_untag": Rule(model, "change", methods=WRITE, data={"tag": "1", "confirmed": "1"}),
        "inline": Rule(model, "change", model, data=HARM),
    }
    return {f"{prefix}_{action}": known[action] for action in actions}


LIST = ("list", "columns", "views", "bulk_delete")  # what every `ListPage` brings
CELLS = ("inline", "bulk_change")
TAGGED = ("bulk_tag", "bulk_untag")
FORMS = (*LIST, "add", "detail", "edit", "restore_value", "delete")
SHEETS = ("export", "import", "template")
HERE = Rule()  # a page of the person's own, open to everybody who is signed in
WORD = {"reason": "Hacked", "note": "Hacked", "result": "Hacked", "to": "1", "goal": "Hacked"}
