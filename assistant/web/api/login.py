"""POST /api/login: a program's name and password in, a token for its requests out."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from assistant.state.sessions import LASTS, TooManyFailures
from assistant.state.users import LONGEST_NAME, LONGEST_PASSWORD, Role
from assistant.web.api.schema import Text
from assistant.web.passwords import TOO_MANY, TRY_AGAIN_SECONDS, WRONG, Passwords


class LoginBody(BaseModel):
    """An account's name and password."""

    name: Text = Field(max_length=LONGEST_NAME, description="账号")
    password: Text = Field(max_length=LONGEST_PASSWORD, description="密码")


class TokenBody(BaseModel):
    """A session for a program."""

    token: str = Field(description="以后的请求注明 Authorization: Bearer 和这个值")
    name: str = Field(description="账号")
    role: Role = Field(description="agent 坐席；trainer 培训师；maintainer 维护人员")
    expires_in: int = Field(description="多少秒后失效")


def login_router(passwords: Passwords) -> APIRouter:
    """Give the endpoint at which programs log in."""
    router = APIRouter()

    @router.post(
        "/api/login",
        response_model=TokenBody,
        summary="登录",
        description="程序用账号和密码换取令牌，之后的请求注明 Authorization: Bearer 令牌。",
        responses={401: {"description": "账号或密码不对"}, 429: {"description": "输错次数过多"}},
    )
    async def token(body: LoginBody) -> TokenBody | Response:
        """Open a session for a program."""
        try:
            entered = await passwords.check(body.name, body.password)
        except TooManyFailures:
            return _refused(TOO_MANY, 429)
        if entered is None:
            return _refused(WRONG, 401)
        user, opened = entered
        return TokenBody(token=opened, name=user.name, role=user.role, expires_in=int(LASTS.total_seconds()))

    return router


def _refused(text: str, status: int) -> Response:
    """Refuse a program's login."""
    headers = {"retry-after": str(TRY_AGAIN_SECONDS)} if status == 429 else None
    return JSONResponse({"status": "error", "text": text}, status, headers)
