"""Draws the bar above the chat: who this is, the pages one may open, what is answered from, and the theme. Values in, HTML out."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.web.escaping import escape
from assistant.web.pages import APPLICATION, Page

HERE = "chat"


def draw_brand() -> str:
    """Draw the left of the bar; ``bar.js`` puts the pages there that ``page_shell`` sends along."""
    return f'<div class="brand"><span class="mark" aria-hidden="true"></span><h1>{APPLICATION}</h1><div class="pages"></div></div>'


def draw_pages(pages: Iterable[Page]) -> str:
    """Draw the pages somebody may open: a row, and where there is no room for it a menu.

    :param pages: The pages, in their order.
    :return: HTML.
    """
    links = "".join(
        f'<li><a href="{page.path}"{current}>{page.label}</a></li>'
        for page in pages
        for current in [' aria-current="page"' if page.name == HERE else ""]
    )
    return (
        '<nav aria-label="主导航"><button type="button" class="menu" data-menu aria-expanded="false"'
        ' aria-controls="site-pages" title="页面" aria-label="页面"></button>'
        f'<ul id="site-pages">{links}</ul></nav>'
    )


def draw_extent(regulation_count: int, unit_count: int, version: str) -> str:
    """Draw what is answered from now."""
    extent = f"{regulation_count} 部规定 · {unit_count} 条 · 版本 {version}"
    return f'<p class="quiet" title="{escape(extent)}">{escape(extent)}</p>'


def draw_tools() -> str:
    """Draw the right of the bar; ``bar.js`` says there who is logged in."""
    return (
        '<div class="tools"><span class="account"></span>'
        '<button type="button" class="past" data-history aria-expanded="false" title="对话记录" aria-label="对话记录"></button>'
        '<button type="button" class="theme" data-theme-switch title="切换深浅色" aria-label="切换深浅色"></button></div>'
    )


def draw_history() -> str:
    """Draw the frame of the list of past conversations; ``history.js`` fetches what is in it."""
    return (
        '<section class="history" aria-label="对话记录"><input type="search" placeholder="查找对话" aria-label="查找对话"'
        ' autocomplete="off" maxlength="100"><div class="list"></div>'
        '<p class="quiet">只列自己的对话，个人信息已遮盖。</p></section>'
    )
