from core.routes import pages
from sales.views import opportunities, orders, plans

app_name = "sales"

urlpatterns = [
    *pages(
        "opportunities",
        opportunities.OpportunityList,
        opportunities.OpportunityAdd,
        opportunities.OpportunityOptions,
        opportunities.OpportunityExport,
        opportunities.OpportunityBulkAssign,
        opportunities.OpportunityDetail,
        opportunities.OpportunityEdit,
        opportunities.OpportunityDelete,
        opportunities.OpportunityAssign,
        opportunities.OpportunityPlan,
        opportunities.OpportunityDevelop,
        opportunities.OpportunityEnd,
    ),
    *pages("plan-steps", plans.StepRecord),
    *pages(
        "orders",
        orders.OrderList,
        orders.OrderAdd,
        orders.OrderOptions,
        orders.OrderExport,
        orders.OrderImport,
        orders.OrderTemplate,
        orders.OrderBulkConfirm,
        orders.OrderDetail,
        orders.OrderEdit,
        orders.OrderDelete,
        orders.OrderConfirm,
        orders.OrderCancel,
    ),
    *pages("order-lines", orders.OrderLineImport, orders.OrderLineTemplate),
]
