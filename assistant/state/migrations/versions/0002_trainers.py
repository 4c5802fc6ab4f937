"""What trainers judge, draw and add."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "review_samples",
        sa.Column("sample_id", sa.String(length=32), nullable=False),
        sa.Column("drawn_at", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.Column("until", sa.String(length=32), nullable=False),
        sa.Column("strata", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_review_samples_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("sample_id", name=op.f("pk_review_samples")),
    )
    op.create_table(
        "trainer_cases",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("answer_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_trainer_cases_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_trainer_cases")),
    )
    op.create_index(op.f("ix_trainer_cases_answer_id"), "trainer_cases", ["answer_id"], unique=False)
    op.create_table(
        "trainer_examples",
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("example_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("trainer", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("regulation_id", sa.String(length=255), nullable=False),
        sa.Column("locator", sa.String(length=255), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.String(length=32), nullable=False),
        sa.Column("in_effect", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_trainer_examples_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_trainer_examples")),
    )
    op.create_index(op.f("ix_trainer_examples_example_id"), "trainer_examples", ["example_id"], unique=False)
    op.create_table(
        "verdicts",
        sa.Column("verdict_id", sa.String(length=32), nullable=False),
        sa.Column("answer_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("trainer", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.String(length=32), nullable=False),
        sa.Column("judgement", sa.String(length=24), nullable=False),
        sa.Column("citations", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("right_unit_id", sa.String(length=255), nullable=True),
        sa.Column("sentences", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.user_id"], name=op.f("fk_verdicts_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("verdict_id", name=op.f("pk_verdicts")),
    )
    op.create_index(op.f("ix_verdicts_answer_id"), "verdicts", ["answer_id"], unique=False)
    op.create_index(op.f("ix_verdicts_asked_at"), "verdicts", ["asked_at"], unique=False)
    op.create_table(
        "review_items",
        sa.Column("sample_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.String(length=32), nullable=False),
        sa.Column("stratum", sa.String(length=255), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sample_id"],
            ["review_samples.sample_id"],
            name=op.f("fk_review_items_sample_id_review_samples"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sample_id", "position", name=op.f("pk_review_items")),
    )
    op.create_index(op.f("ix_review_items_answer_id"), "review_items", ["answer_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_review_items_answer_id"), table_name="review_items")
    op.drop_table("review_items")
    op.drop_index(op.f("ix_verdicts_asked_at"), table_name="verdicts")
    op.drop_index(op.f("ix_verdicts_answer_id"), table_name="verdicts")
    op.drop_table("verdicts")
    op.drop_index(op.f("ix_trainer_examples_example_id"), table_name="trainer_examples")
    op.drop_table("trainer_examples")
    op.drop_index(op.f("ix_trainer_cases_answer_id"), table_name="trainer_cases")
    op.drop_table("trainer_cases")
    op.drop_table("review_samples")
