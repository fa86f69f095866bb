"""Keep the thresholds by which a group's people are named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from course.extensions import UtcDateTime

revision = "0012"
down_revision = ("0006", "0007", "0009")  # one line of migrations, once all are here
branch_labels = None
depends_on = None

def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "group_rules",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user.id"], name=op.f("fk_group_rules_changed_by_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name=op.f("fk_group_rules_group_id_group"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_rules")),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("group_rules")
