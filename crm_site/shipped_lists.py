"""Lists of the dictionary about customers.

A relation has a word for each way, with a slash between them: what the first customer is to the
second one / what the second is to the first. One word alone holds both ways.
"""

# code: (Chinese, English, ((code, Chinese, English), …))
CUSTOMERS = {
    "customer_level": (
        "客户级别",
        "Customer level",
        (("a", "A", "A"), ("b", "B", "B"), ("c", "C", "C"), ("d", "D", "D")),
    ),
    "customer_category": (
        "客户分类",
        "Customer category",
        (
            ("supporting", "配套客户", "Supporting maker"),
            ("final", "最终用户", "End user"),
            ("dealer", "经销商", "Dealer"),
        ),
    ),
    "buying_intent": (
        "购买意向",
        "Buying intent",
        (
            ("high", "高", "High"),
            ("medium", "中", "Medium"),
            ("low", "低", "Low"),
            ("none", "暂无", "None for now"),
        ),
    ),
    "data_collection": (
        "资料采集方式",
        "How data is collected",
        (
            ("form", "填写表格", "Form filled in"),
            ("website", "网站注册", "Website registration"),
            ("interview", "电话访谈", "Phone interview"),
            ("card", "交换名片", "Business card"),
            ("public", "公开信息", "Public sources"),
            ("bought", "外部名录", "Directory"),
        ),
    ),
    "service_phase": (
        "服务阶段",
        "Service phase",
        (
            ("before", "前期", "Before the sale"),
            ("during", "中期", "During delivery"),
            ("after", "后期", "After the sale"),
        ),
    ),
    "customer_relation": (
        "客户关系",
        "Relation of customers",
        (
            ("parent", "母公司/子公司", "Parent company/Subsidiary"),
            ("family", "家属", "Family"),
            ("introduced", "介绍人/被介绍客户", "Introduced by/Introduced customer"),
            ("supplies", "供应商/采购方", "Supplier/Buyer"),
        ),
    ),
}
