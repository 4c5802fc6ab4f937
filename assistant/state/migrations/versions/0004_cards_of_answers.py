"""What an answer's card showed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; answers that are there have none."""
    op.add_column("answers", sa.Column("card", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("answers", "card")
