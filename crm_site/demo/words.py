"""The words that names and places are made of. All firms and persons are invented."""

from crm_site.demo.people import EAST, NORTH, SOUTH

# A firm's own word is one of the first and one of the second: 澜川, 沐禾, 砺成 …
HEADS = "澜泓棠沐砺芷瓯衡朔岚聿沅珩嵘翊霁钧浔霖澄昱骁皓麓榕槐璟垚鹭桐"
TAILS = "川拓溪禾成屿帆栖岳原舟野泽峰谷禹铭岭桥湾塘洲驰毅辰柏枫垣澈弦"

SURNAMES = (
    "赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕张孔曹严金魏姜谢邹苏潘葛范彭鲁马方俞任袁柳"
    "史唐薛雷贺汤罗毕郝安常于傅康余顾孟黄穆萧尹姚邵汪毛米戴宋庞熊纪舒项董梁杜"
)
GIVEN = "之一以佳远书禾青棠星野乔清然知行牧云舟岚予安望舒砚溪景行言川朗澄念初望野霁若木南枝北辰"

# (province, city, dialling code, sales department that looks after it)
CITIES = (
    ("江苏", "苏州", "0512", EAST),
    ("江苏", "无锡", "0510", EAST),
    ("江苏", "常州", "0519", EAST),
    ("江苏", "南通", "0513", EAST),
    ("江苏", "镇江", "0511", EAST),
    ("江苏", "盐城", "0515", EAST),
    ("江苏", "泰州", "0523", EAST),
    ("浙江", "宁波", "0574", EAST),
    ("浙江", "温州", "0577", EAST),
    ("浙江", "嘉兴", "0573", EAST),
    ("浙江", "绍兴", "0575", EAST),
    ("浙江", "台州", "0576", EAST),
    ("浙江", "湖州", "0572", EAST),
    ("浙江", "衢州", "0570", EAST),
    ("上海", "上海", "021", EAST),
    ("安徽", "合肥", "0551", EAST),
    ("安徽", "芜湖", "0553", EAST),
    ("广东", "佛山", "0757", SOUTH),
    ("广东", "东莞", "0769", SOUTH),
    ("广东", "中山", "0760", SOUTH),
    ("广东", "惠州", "0752", SOUTH),
    ("广东", "珠海", "0756", SOUTH),
    ("福建", "泉州", "0595", SOUTH),
    ("福建", "厦门", "0592", SOUTH),
    ("湖南", "株洲", "0731", SOUTH),
    ("湖北", "襄阳", "0710", SOUTH),
    ("广西", "柳州", "0772", SOUTH),
    ("山东", "烟台", "0535", NORTH),
    ("山东", "潍坊", "0536", NORTH),
    ("山东", "淄博", "0533", NORTH),
    ("河北", "唐山", "0315", NORTH),
    ("河北", "沧州", "0317", NORTH),
    ("天津", "天津", "022", NORTH),
    ("河南", "洛阳", "0379", NORTH),
    ("陕西", "宝鸡", "0917", NORTH),
    ("辽宁", "大连", "0411", NORTH),
)

# What a firm does: (words in its name, industry, category); codes of the dictionary.
TRADES = (
    ("轴承", "machinery", "supporting"),
    ("精密机械", "machinery", "supporting"),
    ("自动化设备", "machinery", "supporting"),
    ("模具", "machinery", "final"),
    ("泵阀", "machinery", "supporting"),
    ("阀门", "machinery", "supporting"),
    ("减速机", "machinery", "supporting"),
    ("液压", "machinery", "supporting"),
    ("热工设备", "machinery", "supporting"),
    ("纺织机械", "machinery", "supporting"),
    ("船舶配件", "machinery", "supporting"),
    ("制冷设备", "machinery", "supporting"),
    ("电气", "electronics", "supporting"),
    ("仪表", "electronics", "dealer"),
    ("电子材料", "electronics", "final"),
    ("化工", "chemicals", "final"),
    ("新材料", "chemicals", "final"),
    ("涂料", "chemicals", "final"),
    ("橡塑制品", "chemicals", "final"),
    ("食品", "food", "final"),
    ("粮油", "food", "final"),
    ("饮品", "food", "final"),
    ("环保工程", "construction", "supporting"),
    ("给排水工程", "construction", "supporting"),
    ("暖通工程", "construction", "supporting"),
    ("机电贸易", "trade", "dealer"),
    ("五金机电", "trade", "dealer"),
    ("冷链物流", "logistics", "final"),
    ("检测技术", "services", "final"),
    ("节能服务", "services", "dealer"),
    ("包装", "other", "final"),
)
FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司", "科技有限公司")

# (position, part in the decision)
POSITIONS = (
    ("采购经理", "buys"),
    ("设备主管", "uses"),
    ("仪表工程师", "influences"),
    ("总经理", "decides"),
    ("生产部长", "decides"),
    ("技术科长", "influences"),
    ("采购员", "buys"),
    ("维修班长", "uses"),
    ("项目经理", "influences"),
    ("动力车间主任", "uses"),
)
ROADS = ("澄湖路", "望山路", "栖霞东路", "工业一路", "创新大道", "临江路", "星火路", "北环路")
PARKS = ("", "", "高新区", "经济开发区", "智造产业园", "临港工业区")
BANKS = ("示例银行高新区支行", "示例银行城中支行", "演示农商银行开发区支行")
HOBBIES = ("", "", "", "钓鱼", "羽毛球", "喝茶，不喝酒", "书法", "周末骑行")
REMARKS = (
    "",
    "",
    "",
    "付款习惯：货到 30 天",
    "要求每批随货附检定证书",
    "上门要提前一天报备车牌",
    "年底集中采购，十月前要进供应商名录",
    "老板重视售后，出过一次零点漂移投诉，已处理",
)
RELEASED = ("跟进半年没有进展", "联系人离职，新负责人不接电话", "预算取消", "转行不做这一块了")
