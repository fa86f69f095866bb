"""Keep since when somebody has been in a group, and the groups they have learned in before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from course.extensions import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _roles() -> sa.CheckConstraint:
    """Say again what the column checks: SQLite makes the table anew, and that is not read from the old one."""
    return sa.CheckConstraint("role IN ('trainee', 'trainer', 'manager')", name=op.f("ck_membership_role"))


def upgrade() -> None:
    """Make the change. Until now nobody kept when somebody came; they are taken to have been there from the beginning."""
    op.create_table(
        "past_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name=op.f("fk_past_membership_group_id_group"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_past_membership_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_membership")),
    )
    op.create_index(op.f("ix_past_membership_user_id"), "past_membership", ["user_id"])
    op.add_column("membership", sa.Column("since", UtcDateTime(), nullable=True))
    op.execute(
        'UPDATE membership SET since = (SELECT created_at FROM "user" WHERE "user".id = membership.user_id)'
    )
    with op.batch_alter_table("membership", table_args=(_roles(),)) as table:
        table.alter_column("since", existing_type=UtcDateTime(), nullable=False)


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table("membership", table_args=(_roles(),)) as table:
        table.drop_column("since")
    op.drop_table("past_membership")
