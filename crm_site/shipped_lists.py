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
