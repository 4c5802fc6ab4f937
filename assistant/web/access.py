"""Who may call what: one matrix of methods, paths and roles. What is not in it does not exist for anybody outside.

Knows nothing of requests. The gate refuses by it before a handler is reached, and every handler asks it again.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.state.users import Role

EVERY_ROLE = frozenset(Role)
TRAINERS = frozenset({Role.TRAINER})
MAINTAINERS = frozenset({Role.MAINTAINER})

LARGEST_BODY = 1_000_000  # bytes: room for a question far beyond the length limit, so that the answer can say so
_UPLOAD = 30_000_000  # bytes: a regulation with pictures, or a sheet of questions
_SMALL_BODY = 16_000  # bytes: a name and a password, or a reason with a note


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call one path, or all paths beneath a folder, by which methods."""

    methods: frozenset[str]
    path: str  # one that ends with / stands for everything beneath it
    roles: frozenset[Role] | None  # None: anybody, logged in or not
    page: bool = False  # opened in a browser: who is not logged in is led to the login
    per_minute: int = 0  # calls of one account; 0 does not count them
    largest_body: int = LARGEST_BODY  # bytes

    def covers(self, path: str) -> bool:
        """Say whether a path is this rule's."""
        if not self.path.endswith("/") or self.path == "/":
            return path == self.path
        return path.startswith(self.path) and len(path) > len(self.path) and ".." not in path and "\\" not in path


def _rule(
    methods: str,
    path: str,
    roles: frozenset[Role] | None,
    *,
    page: bool = False,
    per_minute: int = 0,
    largest_body: int = LARGEST_BODY,
) -> Rule:
    """Declare a rule; whoever may GET may HEAD."""
    named = frozenset(methods.split())
    return Rule(named | {"HEAD"} if "GET" in named else named, path, roles, page, per_minute, largest_body)


def _gradio_page(path: str, roles: frozenset[Role]) -> tuple[Rule, ...]:
    """Declare a page of Gradio's with those of its some eighty addresses that such a page needs."""
    below = path.rstrip("/")
    api = f"{below}/gradio_api"
    return (
        _rule("GET", path, roles, page=True),
        _rule("POST", f"{api}/queue/join", roles, per_minute=300),
        *(
            _rule("GET", f"{api}/{name}", roles, per_minute=300)
            for name in ("queue/data", "startup-events", "app_id", "heartbeat/")
        ),
        *(_rule("POST", f"{api}/{name}", roles, largest_body=_SMALL_BODY) for name in ("cancel", "reset")),
        _rule("GET", f"{below}/theme.css", None),
        _rule("GET", f"{below}/assets/", None),  # Gradio's program, the same for everybody
        _rule("GET", f"{below}/static/js/", None),
    )


RULES: tuple[Rule, ...] = (
    _rule("GET POST", "/login", None, largest_body=_SMALL_BODY),
    _rule("POST", "/api/login", None, largest_body=_SMALL_BODY),
    _rule("POST", "/logout", EVERY_ROLE, largest_body=_SMALL_BODY),
    _rule("GET", "/form-token", EVERY_ROLE, per_minute=120),
    _rule("GET", "/api/health", None),
    _rule("GET", "/page/", None),  # style, scripts and icon of our own pages
    _rule("GET", "/favicon.ico", None),
    _rule("GET", "/robots.txt", None),
    _rule("GET", "/docs", EVERY_ROLE, page=True),
    _rule("GET", "/openapi.json", EVERY_ROLE),
    _rule("POST", "/api/ask", EVERY_ROLE, per_minute=60),
    _rule("POST", "/api/check", EVERY_ROLE, per_minute=120),
    _rule("GET", "/api/suggest", EVERY_ROLE, per_minute=600),  # one for every few letters typed
    _rule("POST", "/api/signal", EVERY_ROLE, per_minute=300, largest_body=_SMALL_BODY),
    _rule("POST", "/api/changed", EVERY_ROLE, per_minute=120),
    _rule("GET", "/api/conversations", EVERY_ROLE, per_minute=300),
    _rule("POST", "/chat/ask", EVERY_ROLE),  # counted where it is answered, together with /api/ask
    _rule("GET", "/chat/start", EVERY_ROLE, per_minute=300),
    _rule("POST", "/chat/open", EVERY_ROLE, per_minute=300, largest_body=_SMALL_BODY),
    _rule("POST", "/chat/source", EVERY_ROLE, per_minute=300, largest_body=_SMALL_BODY),
    _rule("POST", "/chat/clause", EVERY_ROLE, per_minute=300, largest_body=_SMALL_BODY),
    *_gradio_page("/", EVERY_ROLE),
    _rule("GET", "/browse", EVERY_ROLE, page=True),
    _rule("GET", "/browse/", EVERY_ROLE, page=True),
    _rule("GET", "/trainer", TRAINERS, page=True),
    _rule("GET", "/trainer/", TRAINERS, page=True),
    _rule("POST", "/trainer/", TRAINERS, largest_body=_UPLOAD, per_minute=600),
    _rule("GET", "/maintain", MAINTAINERS, page=True),
    _rule("GET", "/maintain/", MAINTAINERS, page=True),
    _rule("POST", "/maintain/", MAINTAINERS, largest_body=_UPLOAD, per_minute=300),
)


def rules_of(path: str) -> tuple[Rule, ...]:
    """Find the rules of a path; none for a path that is not published.

    >>> len(rules_of("/api/ask")), rules_of("/gradio_api/upload"), rules_of("/page/../app.py")
    (1, (), ())
    """
    return tuple(rule for rule in RULES if rule.covers(path))


def rule_of(method: str, path: str) -> Rule | None:
    """Find the rule of one call.

    >>> sorted(rule_of("GET", "/maintain").roles)
    [<Role.MAINTAINER: 'maintainer'>]
    >>> rule_of("DELETE", "/api/ask") is None
    True
    """
    return next((rule for rule in rules_of(path) if method in rule.methods), None)
