"""What every installation starts with: roles and grants, the dictionary, number rules, stages.

`manage.py setup` adds what is missing and leaves alone what the firm has changed.
"""

from crm_site.shipped_lists import CUSTOMERS

# code: (Chinese name, English name, what it is for)
ROLES = {
    "account_manager": ("客户经理", "Account manager", "跟进自己的客户和机会"),
    "sales_supervisor": ("销售主管", "Sales supervisor", "分配机会，看团队，调整归属"),
    "service_agent": ("客服", "Service agent", "受理和处理服务请求"),
    "executive": ("高管", "Executive", "看全公司的数据和报表，不改数据"),
    "administrator": ("系统管理员", "System administrator", "管账号、角色、字典和设置"),
}

# Letters of a grant: v view, a add, c change, d delete, x export, s assign.
LETTERS = {"v": "view", "a": "add", "c": "change", "d": "delete", "x": "export", "s": "assign"}

OWN, BELOW, ALL = "own", "below", "all"

# role: {model: ((letters, reach), …)}
GRANTS = {
    "account_manager": {
        "customers.customer": (("vacx", OWN),),
        "customers.contact": (("vacdx", OWN),),
        "customers.customerrelation": (("vacdx", OWN),),
        "customers.interaction": (("vacx", OWN),),
        "customers.churncase": (("vcx", OWN),),
        "customers.tag": (("v", ALL),),
        "sales.opportunity": (("vacdx", OWN),),
        "sales.developmentplan": (("vacdx", OWN),),
        "sales.order": (("vacx", OWN),),
        "sales.stage": (("v", ALL),),
        # Sellers of a small firm bring their own price list; editing it is not theirs.
        "catalog.product": (("va", ALL),),
        "catalog.productcategory": (("v", ALL),),
    },
    "sales_supervisor": {
        "customers.customer": (("vacdxs", BELOW),),
        "customers.contact": (("vacdx", BELOW),),
        "customers.customerrelation": (("vacdx", BELOW),),
        "customers.interaction": (("vacdx", BELOW),),
        "customers.churncase": (("vcx", BELOW),),
        "customers.tag": (("vacd", ALL),),
        "customers.poolrule": (("vacd", ALL),),
        "customers.levelrule": (("vacd", ALL),),
        "sales.opportunity": (("vacdxs", BELOW),),
        "sales.developmentplan": (("vacdx", BELOW),),
        "sales.order": (("vacdxs", BELOW),),
        "sales.stage": (("v", ALL),),
        "catalog.product": (("vx", ALL),),
        "catalog.productcategory": (("v", ALL),),
        "core.savedview": (("s", ALL),),
        "reports.usage": (("vcx", BELOW),),
        "accounts.absence": (("vacdx", BELOW),),
        "api.apitoken": (("a", ALL),),
    },
    "service_agent": {
        "customers.customer": (("v", ALL),),
        "customers.contact": (("vac", ALL),),
        "customers.customerrelation": (("v", ALL),),
        "customers.interaction": (("va", ALL),),
        "customers.churncase": (("v", ALL),),
        "customers.tag": (("v", ALL),),
        "sales.order": (("v", ALL),),
        "catalog.product": (("v", ALL),),
        "catalog.productcategory": (("v", ALL),),
    },
    "executive": {
        "customers.customer": (("vx", ALL),),
        "customers.contact": (("vx", ALL),),
        "customers.customerrelation": (("vx", ALL),),
        "customers.interaction": (("vx", ALL),),
        "customers.churncase": (("vx", ALL),),
        "customers.tag": (("v", ALL),),
        "customers.levelrule": (("v", ALL),),
        "sales.opportunity": (("vx", ALL),),
        "sales.developmentplan": (("vx", ALL),),
        "sales.order": (("vx", ALL),),
        "sales.stage": (("v", ALL),),
        "catalog.product": (("vx", ALL),),
        "catalog.productcategory": (("v", ALL),),
    },
    "administrator": {
        "customers.customer": (("vacdxs", ALL),),
        "customers.contact": (("vacdx", ALL),),
        "customers.customerrelation": (("vacdx", ALL),),
        "customers.interaction": (("vacdx", ALL),),
        "customers.churncase": (("vcx", ALL),),
        "customers.tag": (("vacd", ALL),),
        "customers.poolrule": (("vacd", ALL),),
        "customers.levelrule": (("vacd", ALL),),
        "sales.opportunity": (("vacdxs", ALL),),
        "sales.developmentplan": (("vacdx", ALL),),
        "sales.order": (("vacdxs", ALL),),
        "sales.stage": (("vacd", ALL),),
        "catalog.product": (("vacdx", ALL),),
        "catalog.productcategory": (("vacdx", ALL),),
        "accounts.user": (("vacdx", ALL),),
        "accounts.role": (("vacd", ALL),),
        "accounts.grant": (("vacd", ALL),),
        "accounts.department": (("vacd", ALL),),
        "accounts.signin": (("vx", ALL),),
        "accounts.absence": (("vacdx", ALL),),
        "core.dictionarytype": (("vacd", ALL),),
        "core.dictionaryitem": (("vacd", ALL),),
        "core.numberrule": (("vc", ALL),),
        "core.customfield": (("vacd", ALL),),
        "core.setting": (("c", ALL),),
        "core.workday": (("c", ALL),),
        "core.batch": (("vc", ALL),),
        "core.recyclebin": (("d", ALL),),
        "core.change": (("vx", ALL),),
        "reports.usage": (("vcx", ALL),),
        "core.savedview": (("s", ALL),),
        "api.apitoken": (("vac", ALL),),
        "api.webhook": (("vacd", ALL),),
        "api.delivery": (("vc", ALL),),
    },
}

# code: (Chinese, English, ((code, Chinese, English), …))
DICTIONARY = {
    **CUSTOMERS,
    "industry": (
        "行业",
        "Industry",
        (
            ("machinery", "机械制造", "Machinery"),
            ("electronics", "电子电气", "Electronics"),
            ("chemicals", "化工材料", "Chemicals"),
            ("food", "食品饮料", "Food and drink"),
            ("construction", "建筑工程", "Construction"),
            ("trade", "批发零售", "Trade"),
            ("logistics", "物流运输", "Logistics"),
            ("services", "商务服务", "Business services"),
            ("other", "其他", "Other"),
        ),
    ),
    "customer_source": (
        "客户来源",
        "Customer source",
        (
            ("fair", "展会", "Trade fair"),
            ("referral", "转介绍", "Referral"),
            ("web", "网站", "Website"),
            ("call", "电话开发", "Cold call"),
            ("import", "批量导入", "Import"),
            ("other", "其他", "Other"),
        ),
    ),
    "credit_level": (
        "信用等级",
        "Credit level",
        (("excellent", "优", "Excellent"), ("good", "良", "Good"), ("poor", "差", "Poor")),
    ),
    "interaction_kind": (
        "跟进方式",
        "Kind of follow-up",
        (
            ("phone", "电话", "Phone"),
            ("visit", "拜访", "Visit"),
            ("wechat", "微信", "WeChat"),
            ("mail", "邮件", "Mail"),
            ("meeting", "会议", "Meeting"),
        ),
    ),
    "opportunity_source": (
        "机会来源",
        "Source of the opportunity",
        (
            ("inquiry", "客户询价", "Inquiry"),
            ("visit", "拜访发现", "Visit"),
            ("fair", "展会", "Trade fair"),
            ("referral", "转介绍", "Referral"),
            ("tender", "招标", "Tender"),
        ),
    ),
    "loss_reason": (
        "终止原因",
        "Loss reason",
        (
            ("price", "价格太高", "Price"),
            ("rival", "选了竞争对手", "Chose a competitor"),
            ("cancelled", "项目取消", "Project cancelled"),
            ("budget", "没有预算", "No budget"),
            ("silent", "联系不上", "No answer"),
        ),
    ),
    "unit": (
        "计量单位",
        "Unit of measure",
        (
            ("piece", "件", "piece"),
            ("set", "套", "set"),
            ("box", "箱", "box"),
            ("kg", "千克", "kg"),
            ("m", "米", "m"),
            ("hour", "小时", "hour"),
        ),
    ),
    "service_type": (
        "服务类型",
        "Service type",
        (
            ("inquiry", "咨询", "Inquiry"),
            ("complaint", "投诉", "Complaint"),
            ("suggestion", "建议", "Suggestion"),
            ("repair", "维修", "Repair"),
        ),
    ),
    "satisfaction": (
        "满意度",
        "Satisfaction",
        (
            ("very_good", "非常满意", "Very satisfied"),
            ("good", "满意", "Satisfied"),
            ("fair", "一般", "Fair"),
            ("poor", "不满意", "Dissatisfied"),
        ),
    ),
    "churn_measure": (
        "挽留措施",
        "Churn measure",
        (
            ("call", "电话回访", "Call"),
            ("visit", "上门拜访", "Visit"),
            ("offer", "优惠方案", "Special offer"),
            ("service", "改进服务", "Better service"),
        ),
    ),
    "payment_method": (
        "付款方式",
        "Payment method",
        (
            ("transfer", "银行转账", "Bank transfer"),
            ("bill", "承兑汇票", "Acceptance bill"),
            ("cash", "现金", "Cash"),
            ("online", "微信或支付宝", "WeChat or Alipay"),
        ),
    ),
    "invoice_kind": (
        "发票类型",
        "Kind of invoice",
        (
            ("special", "增值税专用发票", "Special VAT invoice"),
            ("ordinary", "增值税普通发票", "Ordinary VAT invoice"),
            ("receipt", "收据", "Receipt"),
        ),
    ),
    "document_kind": (
        "文档类型",
        "Kind of document",
        (
            ("contract", "合同", "Contract"),
            ("offer", "报价方案", "Offer"),
            ("manual", "产品资料", "Product papers"),
            ("other", "其他", "Other"),
        ),
    ),
    "campaign_kind": (
        "活动类型",
        "Kind of campaign",
        (
            ("fair", "展会", "Trade fair"),
            ("seminar", "研讨会", "Seminar"),
            ("mailing", "邮件营销", "Mailing"),
            ("online", "线上推广", "Online promotion"),
        ),
    ),
}

# series: (prefix, date part, digits, starts again each)
NUMBERS = {
    "customer": ("KH", "%Y%m%d", 4, "%Y%m%d"),
    "opportunity": ("JH", "%Y%m%d", 4, "%Y%m%d"),
    "order": ("DD", "%Y%m%d", 4, "%Y%m%d"),
    "product": ("CP", "", 5, ""),
    "productcategory": ("FL", "", 3, ""),
}

# (code, Chinese, English, probability in per cent)
STAGES = (
    ("needs", "兴趣需求", "Needs", 20),
    ("proposal", "方案设计", "Proposal", 40),
    ("negotiation", "销售/谈判", "Negotiation", 60),
    ("closing", "成交", "Closing", 90),
    ("tracking", "跟踪", "Tracking", 100),
)
