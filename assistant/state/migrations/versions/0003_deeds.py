"""What maintainers did with regulations and versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deeds",
        sa.Column("deed_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("doer", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("deed", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_deeds_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("deed_id", name=op.f("pk_deeds")),
    )
    op.create_index(op.f("ix_deeds_at"), "deeds", ["at"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_index(op.f("ix_deeds_at"), table_name="deeds")
    op.drop_table("deeds")
