"""The sales chances of the demo firm with their plans, in every state."""

from datetime import timedelta

from crm_site.demo import talk
from crm_site.demo.chance import ago, cents, dice, office_hour, person_name, workday
from crm_site.demo.people import EAST, NORTH, SOUTH
from crm_site.demo.storing import enrol, give_keys, store
from crm_site.demo.words import FORMS, HEADS, TAILS, TRADES
from sales.models import DevelopmentPlan, Opportunity, OpportunityState, PlanStep, StageChange

# state: (how many, age in days at least and at most)
SPREAD = {
    OpportunityState.UNASSIGNED: (9, 1, 20),
    OpportunityState.ASSIGNED: (10, 3, 40),
    OpportunityState.DEVELOPING: (25, 10, 150),
    OpportunityState.WON: (18, 60, 420),
    OpportunityState.LOST: (11, 40, 400),
    OpportunityState.ARCHIVED: (9, 300, 700),
}
CLOSED = (OpportunityState.WON, OpportunityState.LOST, OpportunityState.ARCHIVED)
SUPERVISORS = {EAST: "qinmuye", NORTH: "qinmuye", SOUTH: "shaoqingyue"}
SOURCES = ("inquiry", "inquiry", "visit", "fair", "referral", "tender")


class Chances:
    """Everything about chances that is to be stored."""

    def __init__(self, firm, buyers):
        """Draw chances for `buyers`, and some for firms that are not on file yet."""
        self.firm, self.draw = firm, dice("chances")
        self.buyers = {
            "deal": [buyer for buyer in buyers if buyer.standing == "deal"],
            "open": [buyer for buyer in buyers if buyer.standing in ("deal", "potential")],
        }
        # Keys differ from database to database: what depends on a customer goes by its place.
        self.places = {buyer.customer.pk: place for place, buyer in enumerate(buyers, 1)}
        self.plans, self.steps, self.moves = [], [], []
        drawn = [
            self.one(state, first, last)
            for state, (count, first, last) in SPREAD.items()
            for _ in range(firm.count(count, least=2))
        ]
        self.chances = enrol(drawn)
        for chance in self.chances:
            self.follow(chance)
        self.plans = enrol(self.plans, number=False)
        for step in self.steps:
            step.plan_id = step.plan.pk
        give_keys(self.steps)
        give_keys(self.moves)

    def one(self, state, first, last) -> Opportunity:
        """Return a chance in `state` that was written down between `first` and `last` days ago."""
        draw, firm = self.draw, self.firm
        product = draw.choice(firm.products)
        amount = round(float(product.price) * draw.randrange(4, 30), -2)
        day = ago(firm.today, draw.randint(first, last))
        chance = Opportunity(
            title=draw.choice(talk.TITLES).format(p=product.name),
            source_id=firm.item("opportunity_source", draw.choice(SOURCES)),
            description=draw.choice(talk.NEEDS),
            expected_amount=cents(amount),
            expected_close=workday(day + timedelta(days=draw.randrange(25, 120)), 1),
            state=state,
            created_at=office_hour(draw, day),
        )
        self.name_buyer(chance, state)
        if state != OpportunityState.UNASSIGNED:
            self.assign(chance)
        if state in CLOSED:
            self.close(chance, state)
        return chance

    def name_buyer(self, chance, state) -> None:
        """Name the customer; early chances may come from a firm that is not on file."""
        draw, firm = self.draw, self.firm
        early = state in (OpportunityState.UNASSIGNED, OpportunityState.ASSIGNED)
        if early and draw.random() < 0.5:
            trade = draw.choice(TRADES)[0]
            chance.customer_name = draw.choice(HEADS) + draw.choice(TAILS) + trade + FORMS[0]
            chance.contact_name = person_name(draw)
            chance.contact_phone = f"1990000{draw.randrange(9000):04}"
            chance.created_by = firm.people[draw.choice(("jiangwanqing", "zhoulan"))]
            chance.seller = firm.people[draw.choice(("chenyan", "zhoulan", "gaoyuanzhou"))]
            return
        won = state in (OpportunityState.WON, OpportunityState.ARCHIVED)
        buyer = draw.choice(self.buyers["deal" if won else "open"])
        chance.customer, chance.customer_name = buyer.customer, buyer.customer.name
        chance.contact_name = buyer.contacts[0].name
        chance.contact_phone = buyer.contacts[0].mobile
        chance.created_by = draw.choice((buyer.seller, firm.people["jiangwanqing"]))
        chance.seller = buyer.seller

    def assign(self, chance) -> None:
        chance.owner = chance.seller
        chance.assigned_by = self.firm.people[SUPERVISORS[chance.seller.department.name]]
        chance.assigned_at = chance.created_at + timedelta(hours=self.draw.randrange(1, 6))

    def close(self, chance, state) -> None:
        """Close a chance some weeks after it began; archived ones ended either way."""
        days = self.draw.randrange(20, 39)
        chance.closed_at = chance.created_at + timedelta(days=days)
        if state == OpportunityState.LOST or self.places[chance.customer_id] % 3 == 0:
            code = self.draw.choice(list(talk.LOSSES))
            chance.loss_reason_id = self.firm.item("loss_reason", code)
            chance.loss_note = talk.LOSSES[code]

    def follow(self, chance) -> None:
        """Let a chance go through stages and steps as far as its state says."""
        stages = self.firm.stages
        reached = {OpportunityState.UNASSIGNED: 0, OpportunityState.ASSIGNED: 0}.get(chance.state)
        if reached is None:
            ended = chance.loss_note != ""
            won = chance.state in CLOSED and not ended
            reached = len(stages) - 1 if won else self.draw.randrange(1, len(stages) - 1)
        chance.stage = stages[reached]
        chance.success_rate = chance.stage.probability
        self.move(chance, stages[: reached + 1])
        if chance.state not in (OpportunityState.UNASSIGNED, OpportunityState.ASSIGNED):
            self.plan(chance, reached)

    def move(self, chance, stages) -> None:
        """Note the moves from stage to stage, evenly over the life of the chance."""
        end = chance.closed_at or office_hour(self.draw, ago(self.firm.today, 1))
        pace = max(end - chance.created_at, timedelta(hours=1)) / len(stages)
        for place, stage in enumerate(stages):
            self.moves.append(
                StageChange(
                    opportunity=chance,
                    from_stage=stages[place - 1] if place else None,
                    to_stage=stage,
                    at=chance.created_at + pace * place,
                    by=chance.owner if place else chance.created_by,
                )
            )

    def plan(self, chance, reached) -> None:
        """Write the plan: done up to the stage, all done when won, the rest in the days to come."""
        plan = DevelopmentPlan(
            opportunity=chance,
            goal=self.draw.choice(talk.GOALS),
            created_by=chance.owner,
            created_at=chance.assigned_at + timedelta(hours=2),
        )
        self.plans.append(plan)
        won = chance.closed_at is not None and not chance.loss_note
        count = len(talk.STEPS) if won else self.draw.randrange(max(3, reached + 1), 7)
        done = count if won else min(reached, count - 1)
        end = chance.closed_at.date() if chance.closed_at else ago(self.firm.today, 1)
        start = chance.assigned_at.date()
        for place, (what, result) in enumerate(talk.STEPS[:count]):
            step = PlanStep(plan=plan, position=place, what=what)
            if place < done:
                step.due_on = start + (end - start) * (place + 1) // (done + 1)
                step.result, step.done_at = result, office_hour(self.draw, step.due_on)
            else:
                later = self.draw.randrange(-3, 5) + 7 * (place - done)
                step.due_on = workday(end + timedelta(days=later), 1)
            self.steps.append(step)

    def store(self) -> None:
        """Write everything, each to its own table."""
        store(self.chances)
        store(self.plans, verb="plan.make")
        owners = {plan.pk: plan.created_by for plan in self.plans}
        store(self.steps, verb="plan.make", maker=lambda step: owners[step.plan_id])
        store(self.moves, maker=lambda move: move.by)
