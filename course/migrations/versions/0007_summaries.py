"""Keep what a person's acts add up to; an installation that has acts fills the tables when it next starts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from course.extensions import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "person_item",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("first", sa.Double(), nullable=False),
        sa.Column("best", sa.Double(), nullable=False),
        sa.Column("latest", sa.Double(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("best_id", sa.Integer(), nullable=False),
        sa.Column("latest_id", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("latest_at", UtcDateTime(), nullable=False),
        sa.Column("scene_id", sa.String(length=64), nullable=True),
        sa.Column("stuck", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_person_item_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", "item_id", name=op.f("pk_person_item")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("person_item", schema=None) as batch_op:
        batch_op.create_index("ix_person_item_stuck", ["stuck", "user_id"], unique=False)

    op.create_table(
        "person_skill",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_person_skill_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "skill", name=op.f("pk_person_skill")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_skill_week",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("skill", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_person_skill_week_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "week", "skill", name=op.f("pk_person_skill_week")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_summary",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("quizzes", sa.Integer(), nullable=False),
        sa.Column("quizzes_passed", sa.Integer(), nullable=False),
        sa.Column("quiz_best", sa.Double(), nullable=False),
        sa.Column("scenarios", sa.Integer(), nullable=False),
        sa.Column("run_best", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_person_summary_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_person_summary")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_week",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("credit", sa.Double(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("review_credit", sa.Double(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("check_credit", sa.Double(), nullable=False),
        sa.Column("sure", sa.Integer(), nullable=False),
        sa.Column("sure_wrong", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempt_score", sa.Double(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("run_score", sa.Double(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_person_week_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "week", name=op.f("pk_person_week")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quarter_summary",
        sa.Column("quarter_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("net", sa.Integer(), nullable=False),
        sa.Column("skill", sa.Double(), nullable=False),
        sa.Column("brier", sa.Double(), nullable=True),
        sa.Column("graded", sa.Integer(), nullable=False),
        sa.Column("stated", sa.Double(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("old", sa.Integer(), nullable=False),
        sa.Column("unclear", sa.Integer(), nullable=False),
        sa.Column("hours_new", sa.Double(), nullable=False),
        sa.Column("hours_list", sa.Double(), nullable=False),
        sa.Column("hours_wasted", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quarter_id"],
            ["quarter.id"],
            name=op.f("fk_quarter_summary_quarter_id_quarter"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_quarter_summary_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quarter_id", name=op.f("pk_quarter_summary")),
    )
    with op.batch_alter_table("quarter_summary", schema=None) as batch_op:
        batch_op.create_index("ix_quarter_summary_person", ["user_id", "ended_at"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("quarter_summary", schema=None) as batch_op:
        batch_op.drop_index("ix_quarter_summary_person")

    op.drop_table("quarter_summary")
    op.drop_table("person_week")
    op.drop_table("person_summary")
    op.drop_table("person_skill_week")
    op.drop_table("person_skill")
    with op.batch_alter_table("person_item", schema=None) as batch_op:
        batch_op.drop_index("ix_person_item_stuck")

    op.drop_table("person_item")
