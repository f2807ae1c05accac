"""Who may do what on which page to whose record: the table that the matrix test walks.

A page without a row fails the test, so nobody can add a page and forget to say who may open it.
The expected answer is worked out here from the shipped grants in plain sets of words, not by the
code under test.
"""

from tests.support.matrix_data import DATA, RELATION
from tests.support.matrix_owners import EXTENSION, LEVEL_RULE, OWNERS, POOL_RULE  # noqa: F401 - for the world
from tests.support.rules import (
    CELLS,
    FORMS,
    HARM,
    HERE,
    READ,
    SHEETS,
    TAGGED,
    WORD,
    WRITE,
    Rule,
    record,
)

CUSTOMER, CONTACT, FOLLOWUP = "customers.customer", "customers.contact", "customers.interaction"
CHANCE, PLAN, ORDER = "sales.opportunity", "sales.developmentplan", "sales.order"
PRODUCT, CATEGORY = "catalog.product", "catalog.productcategory"
TAG, CHURN = "customers.tag", "customers.churncase"
FIELD = "core.customfield"
SETTING, WORKDAY = "core.setting", "core.workday"
TOKEN = "api.apitoken"
SIGN_IN, ABSENCE = "accounts.signin", "accounts.absence"
DEPARTMENT, USER = "accounts.department", "accounts.user"
ACCOUNT_REQUEST = "accounts.accountrequest"
TRAIL, USAGE = "core.change", "reports.usage"
LISTS, ENTRY, NUMBERS = "core.dictionarytype", "core.dictionaryitem", "core.numberrule"
# the firm's: nobody's own, and without a recycle bin
KEPT = (
    POOL_RULE,
    LEVEL_RULE,
    TAG,
    FIELD,
    LISTS,
    ENTRY,
    NUMBERS,
    DEPARTMENT,
    TRAIL,
    ACCOUNT_REQUEST,
)

HANDOVER = "handover"  # asks for the right first
BATCHES = ("import", "export", HANDOVER)
VIEW = "view of a list"
MESSAGE = "message"
PERSONAL = (*BATCHES, VIEW, MESSAGE)  # nobody else's business, whatever their reach
DELETED = "deleted customer"
FILE, REMOVED_FILE = "file", "removed file"  # on customers

# Whose records a reach opens. "pool" has no owner yet; "deleted" is one's own, in the bin.
KINDS = ("own", "colleague", "other", "pool", "deleted")
REACHED = {
    "own": {"own"},
    "department": {"own", "colleague"},
    "below": {"own", "colleague"},
    "all": {"own", "colleague", "other", "pool"},
}
# Ownerless rows that a narrower reach opens as well: (model, action), and from which reach on.
POOLED = {
    (CUSTOMER, "view"): {"own", "department", "below"},
    (CONTACT, "view"): {"own", "department", "below"},
    (RELATION, "view"): {"own", "department", "below"},
    (CHANCE, "view"): {"department", "below"},
    (CHANCE, "assign"): {"department", "below"},
    (CHANCE, "export"): {"department", "below"},
}

RULES = {
    **OWNERS,
    **record("customers:customer", CUSTOMER, *FORMS, *CELLS, *TAGGED, *SHEETS, "options"),
    **record("customers:contact", CONTACT, *FORMS, *CELLS, *TAGGED, *SHEETS, "options"),
    **record("customers:interaction", FOLLOWUP, *FORMS, "bulk_change", *SHEETS),
    "customers:interaction_comment": Rule(FOLLOWUP, "add", FOLLOWUP, WRITE, "view", {"text": "Hi"}),
    "customers:interaction_readers": Rule(FOLLOWUP, "view", FOLLOWUP, "get options"),
    "customers:customer_care": Rule(CUSTOMER, "view", methods=READ),
    "customers:customer_care_done": Rule(
        CUSTOMER, "change", CUSTOMER, WRITE, data={"kind": "birthday"}
    ),
    **record("catalog:product", PRODUCT, *FORMS, *CELLS, *SHEETS, "options"),
    **record("catalog:productcategory", CATEGORY, *FORMS, "options"),
    **record("sales:opportunity", CHANCE, *FORMS, *CELLS, *TAGGED, "export", "options"),
    **record("sales:order", ORDER, *FORMS, *SHEETS, "options"),
    **record("sales:orderline", ORDER, "import", "template"),
    "customers:customer_bulk_assign": Rule(CUSTOMER, "assign", methods=WRITE, data=WORD),
    "customers:customer_bulk_release": Rule(CUSTOMER, "change", methods=WRITE, data=WORD),
    "customers:customer_claim": Rule(CUSTOMER, "change", CUSTOMER, WRITE, reach="view"),
    "customers:customer_release": Rule(CUSTOMER, "change", CUSTOMER, data=WORD),
    "customers:customer_assign": Rule(CUSTOMER, "assign", CUSTOMER, data=WORD),
    **DATA,
    "customers:region_options": Rule(methods="get options"),
    **record("customers:churncase", CHURN, "list", "columns", "views", "detail", "export"),
    "customers:churncase_board": Rule(CHURN, "view", methods=READ),
    "customers:churncase_delay": Rule(CHURN, "change", CHURN, data=WORD),
    "customers:churncase_confirm": Rule(CHURN, "change", CHURN, data=WORD),
    "customers:churncase_win_back": Rule(CHURN, "change", CHURN, data=WORD),
    "customers:tag_list": Rule(TAG, "view", methods=READ),
    **record("customers:tag", TAG, "add", "edit"),
    "customers:tag_arrange": Rule(TAG, "change", methods=WRITE, data={"up": "1"}),
    "customers:tag_switch": Rule(TAG, "change", TAG, WRITE),
    "customers:tag_delete": Rule(TAG, "delete", TAG, WRITE),
    "customers:tag_merge": Rule(TAG, "delete", TAG, data={"to": "1"}),
    "sales:opportunity_bulk_assign": Rule(CHANCE, "assign", methods=WRITE, data=WORD),
    "sales:opportunity_assign": Rule(CHANCE, "assign", CHANCE, data=WORD),
    "sales:opportunity_plan": Rule(CHANCE, "change", CHANCE, data=WORD),
    "sales:opportunity_develop": Rule(CHANCE, "change", CHANCE, data=WORD),
    "sales:opportunity_end": Rule(CHANCE, "change", CHANCE, data=WORD),
    "sales:planstep_record": Rule(PLAN, "change", "sales.planstep", data=WORD),
    "sales:order_bulk_confirm": Rule(ORDER, "change", methods=WRITE, data=WORD),
    "sales:order_confirm": Rule(ORDER, "change", ORDER, WRITE),
    "sales:order_cancel": Rule(ORDER, "change", ORDER, WRITE),
    "reports:dashboard": Rule(methods=READ),
    "reports:contribution": Rule(ORDER, "view", methods=READ),
    "reports:composition": Rule(CUSTOMER, "view", methods=READ),
    "reports:churn": Rule(CHURN, "view", methods=READ),
    "reports:completeness": Rule(CUSTOMER, "view", methods=READ),
    "reports:usage": Rule(USAGE, "view", methods=READ),
    "reports:usage_notice": Rule(USAGE, "change", methods=WRITE, data={"all": "1"}),
    "core:search": Rule(methods=READ),
    "core:help_index": Rule(methods=READ),
    "core:help": Rule(methods=READ),
    "remove_demo": Rule(SETTING, "change"),
    "core:settings_index": Rule(TAG, "change", methods=READ),  # the first thing to be set
    "core:system_state": Rule(TRAIL, "view", methods=READ),
    "core:mail_test": Rule(SETTING, "change", methods=WRITE),
    **record("core:change", TRAIL, "list", "columns", "views", "export", "detail"),
    "core:privacy": Rule(SETTING, "change"),
    "customers:fielduse_list": Rule(SETTING, "change"),
    "core:reveal": Rule(CUSTOMER, "view", CUSTOMER),
    "core:settings": Rule(SETTING, "change", data={"put_back": "bin_days"}),
    **record("core:dictionarytype", LISTS, "list", "add", "detail", "edit"),
    "core:dictionarytype_delete": Rule(LISTS, "delete", LISTS, WRITE),
    "core:dictionarytype_arrange": Rule(ENTRY, "change", LISTS, WRITE, data={"up": "1"}),
    "core:dictionaryitem_add": Rule(ENTRY, "add", data={"label_zh": "Hacked"}),
    "core:dictionaryitem_edit": Rule(ENTRY, "change", ENTRY, data={"label_zh": "Hacked"}),
    "core:dictionaryitem_switch": Rule(ENTRY, "change", ENTRY, WRITE),
    "core:dictionaryitem_delete": Rule(ENTRY, "delete", ENTRY, WRITE),
    "core:dictionaryitem_replace": Rule(ENTRY, "change", ENTRY, data={"to": "1"}),
    **record("core:numberrule", NUMBERS, "list", "edit"),
    "core:workday_list": Rule(WORKDAY, "change", data={"day": "2026-05-01", "is_working": "1"}),
    "core:workday_import": Rule(WORKDAY, "change", data={"days": "2027-05-01 off"}),
    "core:draft_list": Rule(methods=READ),
    "core:draft_save": Rule(methods=WRITE, data={"draft_page": "/customers/customers/add/"}),
    "core:draft_drop": Rule(methods=WRITE, data={"page": "/customers/customers/add/"}),
    "core:draft_take": Rule(methods=WRITE, data={"kept": "forged"}),
    "core:batch_list": Rule(methods=READ),
    "core:batch_detail": Rule(CUSTOMER, "add", "import", reach="view"),
    "core:batch_map": Rule(CUSTOMER, "add", "import"),
    "core:batch_cancel": Rule(CUSTOMER, "add", "import", WRITE, reach="change"),
    "core:batch_undo": Rule(CUSTOMER, "add", "import", WRITE, reach="change"),
    "core:batch_changes": Rule(CUSTOMER, "add", "import", READ, reach="view"),
    "core:batch_rows": Rule(CUSTOMER, "add", "import", READ),
    "core:batch_errors": Rule(CUSTOMER, "add", "import", READ),
    "core:batch_result": Rule(CUSTOMER, "export", "export", READ),
    "core:customfield_list": Rule(FIELD, "view", methods=READ),
    **record("core:customfield", FIELD, "add", "edit"),
    "core:customfield_delete": Rule(FIELD, "delete", FIELD, WRITE),
    "core:customfield_switch": Rule(FIELD, "change", FIELD, WRITE),
    "core:customfield_move": Rule(FIELD, "change", FIELD, WRITE),
    "core:savedview_edit": Rule(on=VIEW, data=HARM),
    "core:savedview_save": Rule(on=VIEW, methods=WRITE, data={"query": "city=Hacked"}),
    "core:savedview_delete": Rule(on=VIEW, methods=WRITE),
    "core:bin_list": Rule(CONTACT, "delete", methods=READ),
    "core:bin_restore": Rule(CUSTOMER, "delete", methods=WRITE),
    "core:bin_detail": Rule(CUSTOMER, "delete", DELETED, READ),
    "core:bin_purge": Rule("core.recyclebin", "delete"),
    "core:attachment_add": Rule(CUSTOMER, "change", CUSTOMER, WRITE),
    "core:attachment_download": Rule(CUSTOMER, "view", FILE, READ),
    "core:attachment_show": Rule(CUSTOMER, "view", FILE, READ),
    "core:attachment_remove": Rule(CUSTOMER, "change", FILE, WRITE),
    "core:attachment_restore": Rule(CUSTOMER, "change", REMOVED_FILE, WRITE),
    "accounts:user_options": Rule(methods=READ),
    "accounts:profile": HERE,
    "accounts:password": HERE,
    "accounts:theme": Rule(methods=WRITE),
    **record("accounts:department", DEPARTMENT, "list", "options", "add", "edit", "detail"),
    **record("accounts:user", USER, "list", "columns", "views", "export"),
    "accounts:user_detail": Rule(on=USER, methods=READ),
    "accounts:own_page": Rule(methods=READ),
    **record("accounts:absence", ABSENCE, *FORMS, "export"),
    "accounts:handover": Rule(USER, "change", methods=READ),
    "accounts:user_handover": Rule(USER, "change", USER, data={"note": "Hacked"}),
    "accounts:user_leave": Rule(USER, "change", USER, WRITE),
    "accounts:handover_plan": Rule(USER, "change", "handover", data={"give": "1"}),
    "accounts:handover_sheet": Rule(USER, "change", "handover", READ),
    "accounts:explain": Rule("accounts.grant", "view", methods=READ),
    "accounts:department_arrange": Rule(
        DEPARTMENT, "change", methods=WRITE, data={"row": "1", "target": "2", "how": "into"}
    ),
    "accounts:department_move": Rule(DEPARTMENT, "change", DEPARTMENT, data={"parent": ""}),
    "accounts:department_merge": Rule(DEPARTMENT, "change", DEPARTMENT, data={"to": "1"}),
    "accounts:department_switch": Rule(DEPARTMENT, "change", DEPARTMENT, WRITE),
    "accounts:department_delete": Rule(DEPARTMENT, "delete", DEPARTMENT, WRITE),
    "workplace:message_list": Rule(methods=READ),
    "workplace:message_count": Rule(methods=READ),
    "workplace:message_read_all": Rule(methods=WRITE),
    "workplace:message_settings": HERE,
    "workplace:message_open": Rule(on=MESSAGE, methods=WRITE),
    "workplace:message_read": Rule(on=MESSAGE, methods=WRITE),
    "accounts:security": Rule(methods=READ),
    "accounts:second_factor": HERE,
    "accounts:session": Rule(methods="get post"),
    "accounts:session_end": Rule(methods=WRITE, data={"session": "1"}),
    **record("accounts:accountrequest", "accounts.user", "list", "columns", "views"),
    "accounts:accountrequest_detail": Rule("accounts.user", "add", ACCOUNT_REQUEST, READ),
    "accounts:accountrequest_approve": Rule("accounts.user", "add", ACCOUNT_REQUEST, data=HARM),
    "accounts:accountrequest_refuse": Rule("accounts.user", "add", ACCOUNT_REQUEST, data=WORD),
    **record("accounts:signin", SIGN_IN, "list", "columns", "views", "export"),
    "api:docs": Rule(TOKEN, "add", methods=READ),
    "api:description": Rule(TOKEN, "add", methods=READ),
    "api:apitoken_list": Rule(TOKEN, "add", methods=READ),
    "api:apitoken_add": Rule(TOKEN, "add", data=HARM),
    "api:apitoken_revoke": Rule(TOKEN, "add", TOKEN, WRITE),
}

SEEN_FILE = Rule(CUSTOMER, "view", FILE)

# Open before sign-in: {name: what a stranger gets for GET and POST}
PUBLIC = {
    "login": (200, 200),
    "factor_step": (302, 302),
    "picture_code": (200, 405),
    "logout": (302, 302),
    "account_request": (200, 200),
    "account_request_sent": (200, 405),
    "password_forgotten": (404, 404),  # no mail server is set up
    "password_forgotten_sent": (404, 404),
    "password_reset": (404, 404),
    "/admin/password_change/": (302, 302),
    "admin:password_change": (302, 302),
    "set_language": (405, 302),
    "first_run": (404, 404),  # closed: there are people
    "core:logo": (404, 405),  # there is none
    "/admin/login/": (302, 405),
    "admin:login": (302, 405),
    "admin:logout": (302, 302),
}


def expected(rule, grants, method, kind=""):
    """Return the statuses that are right for a signed-in person.

    `grants` is {model: {action: scope}}; `kind` says whose record the address names.
    """
    if rule.on in PERSONAL and kind != "own" and (rule.on != HANDOVER or may(rule, grants)):
        return expected_of_others(rule, grants, method)
    if rule.on in (FILE, REMOVED_FILE) and not reached(SEEN_FILE, grants, kind):
        return {404}  # whose record a file hangs on comes first
    if not may(rule, grants):
        return {403}
    if rule.on and not reached(rule, grants, kind):
        return {404} if rule.answers(method) else {404, 405}
    return {200, 302, 409} if rule.answers(method) else {405}


def may(rule, grants) -> bool:
    """Say whether the rights of a role open a page at all."""
    return not rule.model or rule.action in grants.get(rule.model, {})


def expected_of_others(rule, grants, method):
    """Return the statuses for what is somebody else's: whose it is comes before all rights."""
    if rule.reach not in grants.get("core.batch", {}):
        return {404} if rule.answers(method) else {404, 405}
    if method == "POST" and rule.answers(method) and rule.reach == "view":
        return {404}  # to look at it is not to go on with it
    return {200, 302} if rule.answers(method) else {405}


def reached(rule, grants, kind):
    """Say whether a record of this kind is within reach."""
    if rule.on in PERSONAL:
        return True
    if rule.on in (*KEPT, USER):
        return True
    if rule.on == TOKEN:
        return kind == "own"  # nobody sees the tokens of others
    if rule.on in (PRODUCT, CATEGORY):
        return kind != "deleted"
    action = rule.reach or rule.action
    scope = grants.get(rule.model, {}).get(action)
    return kind in REACHED.get(scope, ()) or (
        kind == "pool" and scope in POOLED.get((rule.model, action), ())
    )
