"""Who works in the demo firm. Data only: settings may import it before the apps are ready."""

from dataclasses import dataclass

PASSWORD = "zhike-demo-2026"  # noqa: S105 - printed for everybody; only ever in a demo database
MARK = "DEMO"  # how the employee numbers of demo people start

# (name, name of the department above)
DEPARTMENTS = (
    ("总部", ""),
    ("销售中心", "总部"),
    ("华东销售部", "销售中心"),
    ("华南销售部", "销售中心"),
    ("华北销售部", "销售中心"),
    ("市场部", "总部"),
    ("客服部", "总部"),
    ("财务部", "总部"),
    ("信息部", "总部"),
)
EAST, SOUTH, NORTH = "华东销售部", "华南销售部", "华北销售部"


@dataclass(frozen=True)
class Person:
    """One person of the firm."""

    username: str
    real_name: str
    department: str
    position: str
    role: str
    leads: bool = False
    left: bool = False
    away: int = 1  # days since the last sign-in


MANAGER, SUPERVISOR = "account_manager", "sales_supervisor"
AGENT, EXECUTIVE, ADMINISTRATOR = "service_agent", "executive", "administrator"

PEOPLE = (
    Person("haoyiming", "郝亦鸣", "信息部", "系统管理员", ADMINISTRATOR, leads=True),
    Person("liangyanqiu", "梁砚秋", "总部", "总经理", EXECUTIVE, leads=True),
    Person("qinmuye", "秦牧野", "销售中心", "销售总监", SUPERVISOR, leads=True),
    Person("shaoqingyue", "邵清越", SOUTH, "华南销售经理", SUPERVISOR, leads=True),
    Person("zhoulan", "周岚", EAST, "高级客户经理", MANAGER, leads=True),
    Person("chenyan", "陈砚", EAST, "客户经理", MANAGER),
    Person("shendu", "沈渡", EAST, "客户经理", MANAGER),
    Person("xubanxia", "许半夏", EAST, "客户经理", MANAGER, away=9),
    Person("luzhiwei", "陆知苇", SOUTH, "高级客户经理", MANAGER),
    Person("heyingchuan", "何映川", SOUTH, "客户经理", MANAGER),
    Person("wenruyi", "温如漪", SOUTH, "客户经理", MANAGER, away=23),
    Person("gaoyuanzhou", "高远洲", NORTH, "高级客户经理", MANAGER, leads=True),
    Person("shizhaolin", "石照临", NORTH, "客户经理", MANAGER),
    Person("fanqinghe", "范青禾", NORTH, "客户经理", MANAGER, away=18),
    Person("dingluoyan", "丁落雁", NORTH, "客户经理", MANAGER, left=True, away=45),
    Person("jiangwanqing", "蒋晚晴", "市场部", "市场专员", MANAGER, leads=True),
    Person("yeguifan", "叶归帆", "客服部", "客服主管", AGENT, leads=True),
    Person("luoqiushi", "罗秋石", "客服部", "客服专员", AGENT, away=16),
    Person("xiemingzan", "谢明簪", "财务部", "财务经理", EXECUTIVE, leads=True),
)

# One sign-in for each role, in the order in which a visitor tries them.
SIGN_INS = ("zhoulan", "qinmuye", "yeguifan", "liangyanqiu", "haoyiming")


def sign_ins() -> list[Person]:
    """Return one person of each role."""
    known = {person.username: person for person in PEOPLE}
    return [known[name] for name in SIGN_INS]


def sellers(department: str = "", *, left: bool = False) -> list[Person]:
    """Return the account managers of a sales department, or of all of them."""
    places = (department,) if department else (EAST, SOUTH, NORTH)
    return [
        person
        for person in PEOPLE
        if person.role == MANAGER and person.department in places and person.left == left
    ]
