"""Units of an invented regulation, for tests about single clauses."""

from __future__ import annotations

from corpus.regulation import Regulation, Unit

HEATING = Regulation("heating", "客户服务用语规范", "青山供热公司", "", None, None, "heating.txt", "0" * 64)


def made_unit(
    text: str, context: tuple[str, ...] = (), *, number: str = "1", heading: str = "", regulation: Regulation = HEATING
) -> Unit:
    """Make a unit of a text below some headings."""
    label = f"第{number}条"
    unit_id = f"{regulation.regulation_id}#{number}"
    return Unit(
        unit_id,
        regulation.source,
        regulation.title,
        regulation.issuer,
        (*context, label),
        label,
        heading,
        context,
        text,
    )
