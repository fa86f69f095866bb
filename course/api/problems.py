"""Name the problems the API answers with (RFC 9457). PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from course.content.text import Text

TYPE = "/api#problem-"


@dataclass(frozen=True, slots=True)
class Problem:
    """Describe one kind of problem; `of_lists` says that any list can answer with it."""

    status: int
    name: str
    title: Text
    meaning: Text
    of_lists: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """Give the stable address that names it; the readable page explains it there."""
        return TYPE + self.name


PROBLEMS = (
    Problem(
        400,
        "invalid-parameter",
        Text({"ja": "パラメーターを読み取れませんでした", "en": "A parameter could not be read"}),
        Text(
            {
                "ja": "アドレスに付けたものに、知らない名前か、形の違う値があります。errors に一つずつ書いてあります。",
                "en": "Something in the address has an unknown name or a value of the wrong form; errors lists each.",
            }
        ),
    ),
    Problem(
        401,
        "invalid-token",
        Text({"ja": "トークンが使えません", "en": "The token does not work"}),
        Text(
            {
                "ja": "Authorization: Bearer に、期限内のトークンを付けてください。期限が切れたか、取り消されたか、持ち主の利用が止まっているかもしれません。",
                "en": "Send a token that still works as Authorization: Bearer. It may have expired or been revoked, or its owner’s account may be closed.",
            }
        ),
        headers={"WWW-Authenticate": "Bearer."},
    ),
    Problem(
        404,
        "not-found",
        Text({"ja": "そのアドレスには何もありません", "en": "There is nothing at this address"}),
        Text({"ja": "一覧の名前を確かめてください。", "en": "Check the name of the list."}),
        of_lists=False,
    ),
    Problem(
        405,
        "method-not-allowed",
        Text({"ja": "この API は読むだけです", "en": "This API only reads"}),
        Text({"ja": "GET を使ってください。", "en": "Use GET."}),
        headers={"Allow": "The methods that are answered."},
    ),
    Problem(
        429,
        "too-many-requests",
        Text({"ja": "少し間をおいてください", "en": "Please wait a little"}),
        Text(
            {
                "ja": "短いあいだの回数が限りを超えました。Retry-After の秒数だけ待ってから続けてください。",
                "en": "Too many requests in a short time. Go on after as many seconds as Retry-After says.",
            }
        ),
        headers={"Retry-After": "Seconds to wait."},
    ),
    Problem(
        500,
        "internal-error",
        Text({"ja": "こちらの不具合です", "en": "Something went wrong on our side"}),
        Text({"ja": "少し待ってから、もう一度お試しください。", "en": "Try again in a moment."}),
    ),
)
BY_STATUS = {problem.status: problem for problem in PROBLEMS}
