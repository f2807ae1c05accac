"""`/api/v1/`: the operations of every resource that an app has declared in `core.api`."""

import json
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from pydantic import BaseModel

from api import answers, conditions, listing, problems, schema, writing
from api.security import Bearer
from core.api import resources
from core.transactions import again

PLACE = "api/v1"
PROBLEM = schema.problem_model()
REFUSED = (401, 403, 429)


class StrictParser(Parser):
    """JSON with exact decimals; text that PostgreSQL cannot store is no JSON for us."""

    def parse_body(self, request):
        data = json.loads(request.body, parse_float=Decimal, parse_constant=refuse_constant)
        check_text(data)
        return data


def refuse_constant(name):
    raise ValueError(name)


def check_text(value):
    """Refuse NUL and halves of surrogate pairs, wherever they hide."""
    if isinstance(value, str):
        value.encode()
        if "\0" in value:
            raise ValueError("NUL")
    elif isinstance(value, (list, dict)):
        for part in value:
            check_text(part)
            if isinstance(value, dict):
                check_text(value[part])


server = NinjaAPI(
    title="Zhike",
    version="1",
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
)


# refusals ---------------------------------------------------------------------------------


@server.exception_handler(problems.Problem)
def tell(request, error):
    return problems.answer(request, error.status, error.detail, error.headers, **error.more)


@server.exception_handler(AuthenticationError)
def tell_stranger(request, error):
    return problems.answer(request, 401, headers={"WWW-Authenticate": "Bearer"})


@server.exception_handler(Http404)
def tell_missing(request, error):
    return problems.answer(request, 404)


@server.exception_handler(HttpError)
def tell_unreadable(request, error):
    return problems.answer(request, error.status_code)


@server.exception_handler(ValidationError)
def tell_shape(request, error):
    return problems.answer(request, 422, _("The body must be one JSON object."))


# operations -------------------------------------------------------------------------------


def serve(name, resource):
    """Add the operations of one resource."""
    one = schema.answer_model(resource)
    for add in (serve_list, serve_one, serve_add, serve_change, serve_delete):
        add(name, resource, one)
    for word, action in resource.actions.items():
        serve_action(name, resource, one, word, action)


def options(name, resource, verb, summary, good, *refused, action="view", **extra):
    """Return what every operation is declared with."""
    return {
        "auth": Bearer(resource, action),
        "operation_id": f"{name}_{verb}",
        "summary": summary,
        "tags": [name],
        "response": {**good, (*REFUSED, *refused): PROBLEM},
        "openapi_extra": extra,
    }


def serve_list(name, resource, one):
    page = schema.page_model(resource, one)
    word = pgettext_lazy("API", "List")
    asked = [
        *conditions.parameters(resource),
        conditions.parameter(
            "after", {"type": "string"}, gettext_lazy("the value of “next” of the page before")
        ),
        conditions.parameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": listing.MOST, "default": listing.LIMIT},
        ),
    ]

    @server.get(
        f"/{name}",
        url_name=name,
        **options(name, resource, "list", word, {200: page}, 422, parameters=asked),
    )
    def listed(request):
        return answers.as_json(listing.listed(resource, request.user, request.GET))


def serve_one(name, resource, one):
    word = pgettext_lazy("API", "Get")

    @server.get(
        f"/{name}/{{int:pk}}",
        url_name=f"{name}_one",
        **options(name, resource, "get", word, {200: one}, 404),
    )
    def got(request, pk: int):
        found = answers.one(resource, request.user, pk)
        if found is None:
            raise Http404
        return answers.as_json(found)


def serve_add(name, resource, one):
    body = schema.body_model(resource, resource.form, f"{resource.model.__name__}Add")
    key = {
        "in": "header",
        "name": "Idempotency-Key",
        "required": False,
        "schema": {"type": "string", "maxLength": writing.KEY_LENGTH},
        "description": gettext_lazy("The same call with the same key makes one record only."),
    }
    word = pgettext_lazy("API", "Add")
    told = options(name, resource, "add", word, {201: one}, 400, 404, 409, 422, action="add")
    told["openapi_extra"] = {"parameters": [key]}

    @server.post(f"/{name}", **told)
    def added(request, data: body):
        key = request.headers.get("Idempotency-Key", "")
        given = data.model_extra
        obj = again(lambda: writing.add(resource, request.auth, given, key, request.body))
        return shown(resource, request.user, obj, 201)


def serve_change(name, resource, one):
    kind = f"{resource.model.__name__}Change"
    body = schema.body_model(resource, resource.form, kind, changes=True)
    word = pgettext_lazy("API", "Change")

    @server.patch(
        f"/{name}/{{int:pk}}",
        **options(name, resource, "change", word, {200: one}, 400, 404, 409, 422, action="change"),
    )
    def changed(request, pk: int, data: body):
        obj = again(lambda: writing.change(resource, request.user, pk, data.model_extra))
        return shown(resource, request.user, obj)


def serve_delete(name, resource, one):
    word = gettext_lazy("Move to the recycle bin")

    @server.delete(
        f"/{name}/{{int:pk}}",
        **options(name, resource, "delete", word, {204: None}, 404, 409, action="delete"),
    )
    def deleted(request, pk: int):
        again(lambda: writing.remove(resource, request.user, pk))
        return HttpResponse(status=204)


def serve_action(name, resource, one, word, action):
    kind = f"{resource.model.__name__}{word.title()}"
    body = schema.body_model(resource, action.form, kind) if action.form else nothing(kind)
    told = options(
        name,
        resource,
        word,
        action.label,
        {200: one, 204: None},
        *(400, 404, 409, 422),
        action=action.permission,
    )

    @server.post(f"/{name}/{{int:pk}}/{word}", url_name=f"{name}_{word}", **told)
    def acted(request, pk: int, data: body = None):
        given = data.model_extra if data is not None else {}
        obj = again(lambda: writing.act(resource, action, request.user, pk, given))
        return shown(resource, request.user, obj)


def nothing(kind) -> type[BaseModel]:
    return schema.described(kind, dict, additionalProperties=False)


def shown(resource, user, obj, status=200):
    """Return a record that was just written; beyond the person's reach there is nothing to show."""
    found = answers.one(resource, user, obj.pk)
    if found is not None:
        return answers.as_json(found, status)
    if status == 201:
        return answers.as_json({"id": obj.pk, "version": obj.version}, status)
    return HttpResponse(status=204)


for _name, _resource in resources.items():
    serve(_name, _resource)


def description() -> dict:
    """Return the OpenAPI description in the language of whoever asks."""
    return server.get_openapi_schema(path_prefix=f"{PLACE}/")
